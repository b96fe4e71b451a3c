import { checkOptions } from "../../graph/check-options.ts";
import type { AnyTensor } from "../../graph/op.ts";
import { abs } from "../../ops/elementwise/abs.ts";
import { add } from "../../ops/elementwise/add.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { clip } from "../../ops/elementwise/clip.ts";
import { div } from "../../ops/elementwise/div.ts";
import { equal } from "../../ops/elementwise/equal.ts";
import { log } from "../../ops/elementwise/log.ts";
import { maximum } from "../../ops/elementwise/maximum.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { sqrt } from "../../ops/elementwise/sqrt.ts";
import { sub } from "../../ops/elementwise/sub.ts";
import { where } from "../../ops/elementwise/where.ts";
import { max } from "../../ops/reduce/max.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { badOption } from "./schedule.ts";

/** How gradients are kept small before the optimiser sees them. */
export interface ClipOptions {
  /** Each element is clipped to [−value, value]. */
  readonly value?: number;
  /**
   * All gradients together are scaled down to this Euclidean norm where theirs is larger, however large: squares do not overflow.
   * Where one element is NaN or infinite the norm has no finite direction, and all elements become NaN.
   */
  readonly globalNorm?: number;
}

/** The clipped gradients, in order. First by value, then by norm. Source: Pascanu et al. 2013. */
export function clipGradients(gradients: readonly AnyTensor[], options: ClipOptions, of = "trainStep"): readonly AnyTensor[] {
  checkOptions(`${of}: clip`, options, ["value", "globalNorm norm max_norm"]);
  const { value, globalNorm } = options;
  for (const [name, bound] of Object.entries({ value, globalNorm })) {
    if (bound !== undefined && !(bound > 0)) throw badOption(of, `clip.${name}`, "a number > 0", bound);
  }
  const bounded = value === undefined ? gradients : gradients.map((dw) => clip(dw, { min: -value, max: value }));
  return globalNorm === undefined ? bounded : clipByNorm(bounded, globalNorm);
}

/** dw · c ÷ ‖dw‖ where ‖dw‖ > c, with dw and the norm in a unit near the largest element: no square overflows, and none that counts underflows. */
function clipByNorm(gradients: readonly AnyTensor[], c: number): readonly AnyTensor[] {
  const filled = gradients.filter(({ shape }) => !shape.includes(0));
  if (filled.length === 0) return gradients;
  const unit = unitOf(filled);
  const squares = gradients.map((dw) => {
    const scaled = div(dw, cast(unit, { dtype: dw.dtype }));
    return sum(mul(scaled, scaled));
  });
  const norm = sqrt(total(squares, add));
  const bound = div(c, unit);
  // Asked so that NaN is no small norm.
  const isSmall = equal(maximum(norm, bound), bound);
  const inverse = div(1, unit);
  const scale = div(c, norm);
  // Times 1 ÷ unit, which is as exact: of dw ÷ unit the engine would keep a copy until here.
  return gradients.map((dw) => where(isSmall, dw, mul(mul(dw, cast(inverse, { dtype: dw.dtype })), cast(scale, { dtype: dw.dtype }))));
}

/**
 * A power of 2 near the largest element, which changes no digits: 2^⌊log₂ m⌋ or thereabouts, 1 where all are 0; NaN where one is not
 * finite. Not below 2⁻¹²⁶, which float32 divides by, too.
 */
function unitOf(gradients: readonly AnyTensor[]): AnyTensor {
  const largest = total(gradients.map(largestOf), maximum);
  const exponent = cast(cast(mul(log(largest), Math.LOG2E), { dtype: "int32" }), { dtype: "float64" });
  // m − m is 0, or NaN.
  return maximum(add(pow(2, exponent), sub(largest, largest)), 2 ** -126);
}

/** The largest magnitude; of a matrix by columns first, four at once in the engine. */
const largestOf = (dw: AnyTensor): AnyTensor => max(dw.shape.length > 1 ? max(abs(dw), { axis: 0 }) : abs(dw));

/** One number of each gradient, together, in float64. */
const total = (numbers: readonly AnyTensor[], combine: (a: AnyTensor, b: AnyTensor) => AnyTensor): AnyTensor =>
  numbers.map((x): AnyTensor => cast(x, { dtype: "float64" })).reduce((a, b) => combine(a, b));
