import type { NdArray } from "../../graph/ndarray.ts";
import { showType } from "../../graph/shape.ts";

/**
 * A named array for reading: a scalar on the line of its name, others below it, as NumPy prints them.
 *
 *     loss: float32[] = 1.0986104
 *     probabilities: float32[2, 3] =
 *     [[0.33333334 0.33333334 0.33333334]
 *      [0.3333335  0.33333334 0.33333316]]
 */
export const printOutput = (name: string, value: NdArray): string =>
  `${name}: ${showType(value)} =${value.shape.length === 0 ? " " : "\n"}${value}`;
