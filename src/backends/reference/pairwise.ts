import type { TypedArray } from "../../../graph/dtype.ts";

/**
 * sums[at] = x[from] + … + x[from + length − 1] in NumPy's order: fewer than 8 elements from left to right, up to 128 in eight
 * sums side by side, longer lists in halves, so that the error grows with log n, not n.
 *
 * The sum goes through memory because a number that a recursive function returns is boxed: 16 bytes each. `sums` is scratch of
 * `pairwiseDepth` elements from `at` on, of the dtype of the sum: a store into it rounds as NumPy's addition does.
 * Source: NumPy, loops_utils.h, pairwise_sum.
 */
export function pairwise(x: TypedArray, from: number, length: number, sums: TypedArray, at = 0): void {
  if (length > longest) {
    const left = firstHalf(length);
    pairwise(x, from, left, sums, at);
    pairwise(x, from + left, length - left, sums, at + 1);
    sums[at]! += sums[at + 1]!;
  } else sumList(x, from, length, sums, at);
}

/** Halves of halves that a list of any length is split into, one more, and the eight sums of a list. */
export const pairwiseDepth = 40;
const longest = 128;

/** A multiple of 8. */
const firstHalf = (length: number): number => Math.floor(length / 16) * 8;

/** Where the eight sums of a list begin in the scratch, behind the partial sums of all halves. */
const eight = pairwiseDepth - 8;

function sumList(x: TypedArray, from: number, length: number, sums: TypedArray, at: number): void {
  const end = from + length;
  let i = from;
  sums[at] = 0;
  if (length >= 8) {
    for (let k = 0; k < 8; k++) sums[eight + k] = x[i + k]!;
    for (i += 8; i < end - 7; i += 8) for (let k = 0; k < 8; k++) sums[eight + k]! += x[i + k]!;
    for (let step = 1; step < 8; step *= 2) for (let k = 0; k < 8; k += 2 * step) sums[eight + k]! += sums[eight + k + step]!;
    sums[at] = sums[eight]!;
  }
  for (; i < end; i++) sums[at]! += x[i]!;
}
