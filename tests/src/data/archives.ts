import type { NdArray } from "dagrad";
import fixture from "../../fixtures/archives.json" with { type: "json" };
import { bytesOfBase64 } from "./base64.ts";

/** What tests/fixtures/archives.py wrote. */
export const archives = fixture;
export const stored = (): Uint8Array => bytesOfBase64(fixture.npz.stored);
export const compressed = (): Uint8Array => bytesOfBase64(fixture.npz.compressed);

/** dtype, shape and elements of arrays by name, for comparisons. */
export const described = (arrays: Readonly<Record<string, NdArray>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(arrays).map(([name, { dtype, shape, data }]) => [name, { dtype, shape, values: Array.from(data) }]));
