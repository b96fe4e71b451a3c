/** The fixtures of the random streams, and how they are compared. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export interface Tensor {
  readonly dtype: string;
  readonly shape: number[];
  readonly data: number[];
  readonly sha256_le: string;
}

type Streams = Record<string, Tensor> & {
  readonly state_key_first8: number[];
  readonly state_key_sha256_le_u32: string;
  readonly raw_uint32: number[];
  readonly raw_uint32_after_1000: number[];
  readonly mixed_sequence: [string, Tensor][];
  readonly "randn(1000)": number[];
};

interface Book {
  readonly seeds: Record<string, Streams>;
  readonly "RandomState(0).randn": Record<string, Tensor>;
  readonly datasets: {
    readonly spiral: { readonly X: Tensor; readonly y: Tensor; readonly dense1_weights: Tensor };
    readonly spiral64: { readonly X: Tensor };
    readonly vertical: { readonly X: Tensor; readonly y: Tensor };
    readonly sine: { readonly X: Tensor; readonly y: number[]; readonly y_first5: Tensor };
  };
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8"));

/** tests/fixtures/extract-book-random.py */
export const book = read("book-random") as Book;
/** tests/fixtures/random-edges.py */
export const edges = read("random-edges") as Record<string, unknown>;
/** tests/fixtures/elementary-functions.py */
export const elementary = read("elementary-functions") as {
  readonly ln: [number, number][];
  readonly "sine and cosine": [number, number, number][];
};

/** SHA-256 of the bytes of a typed array on a little-endian machine. */
export const sha256 = (data: ArrayBufferView): string =>
  createHash("sha256")
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest("hex");

/** How many values differ; fails the comparison, by NaN, when one differs by more than one unit in the last place of float64. */
export function differingByOneUnit(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.NaN;
  let count = 0;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i] as number;
    const b = expected[i] as number;
    if (a === b) continue;
    if (!(Math.abs(a - b) <= 2 ** -52 * Math.abs(b))) return Number.NaN;
    count++;
  }
  return count;
}
