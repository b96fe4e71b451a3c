import type { Place } from "../place.ts";
import { frameOf } from "./frame.ts";
import type { KernelEmitter } from "./kernel.ts";
import { reduce } from "./reduce.ts";
import { sumFold } from "./sum-fold.ts";

/**
 * y = Σ x over the given axes. Integers wrap around; uint8 and bool give int32.
 *
 * float32 is added in float32 and float64 in float64, in an order that depends on shape and axes only: each axis, once neighbours are
 * seen as one, in up to 8 partial sums and blocks of 1024 additions (fold-axes.ts); lines of 16 and more elements, float64 ones, and fewer
 * than four lines also in 4 (2) lanes, added as (0 + 2) + (1 + 3).
 * Error:   for each reduced axis of n elements at most (min(n, 1024) + n ÷ 1024 + 16) · u · Σ|x|; u is 2⁻²⁴ in float32, 2⁻⁵³ in float64.
 */
export const sum: KernelEmitter = (site, inputs, y, attrs) => {
  const [x] = inputs as readonly [Place];
  reduce(frameOf(site), x, y, attrs.axis as readonly number[], (registers) => sumFold(y.dtype, registers));
};
