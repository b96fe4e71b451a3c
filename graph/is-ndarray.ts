import type { NdArray } from "./ndarray.ts";

/**
 * True for an NdArray, known by its name: what builds a graph takes arrays for constants, and need not load what can be done with one.
 */
export const isNdArray = (value: unknown): value is NdArray =>
  typeof value === "object" && value !== null && (value as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag] === "NdArray";
