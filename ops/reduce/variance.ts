import { apply, type Named } from "../../graph/apply.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { mul } from "../elementwise/mul.ts";
import { pow } from "../elementwise/pow.ts";
import { reshape } from "../move/reshape.ts";
import { keptShape, type ReducedShape, type ReduceOptions } from "../shared/axes.ts";
import {
  deviations,
  inferSpread,
  perFreedom,
  type SpreadAttrs,
  type SpreadOptions,
  spreadAttrs,
  spreadNotation,
  spreadPicture,
  spreadSchema,
} from "../shared/spread.ts";
import { mean } from "./mean.ts";
import { sum } from "./sum.ts";

/**
 * variance(x) = Σ (x − μ)² ÷ (n − ddof) over the given axes, all where none is given; μ = mean(x), n elements fall into each variance.
 *
 * x: float[...S] → float[...S without the axes, or with size 1 there under keepdims]; ddof: a number ≥ 0, by default 0
 * Edges:   NaN or ±Infinity in x → NaN; no elements → NaN; n ≤ ddof divides by 0: NaN where all elements equal their mean, else Infinity.
 *          Each step is rounded as NumPy rounds it, of float32 in float32: μ is subtracted before squares are taken, so a large μ does no harm.
 * Errors:  OpError when x is not a float tensor or has no such axis, or ddof is negative or not finite.
 * Source:  NumPy var; PyTorch var, whose `correction` is ddof.
 */
export const varianceOp = defineOp<SpreadAttrs>({
  name: "variance",
  inputs: ["x"],
  attrs: spreadSchema,
  infer: inferSpread,
  definition: ([x], attrs) => {
    const { axis, keepdims, ddof } = attrs;
    const squares = pow(deviations(x, axis), 2);
    return ddof === 0 ? mean(squares, { axis, keepdims }) : perFreedom(sum(squares, { axis, keepdims }), x, attrs);
  },
  // μ moves, too, but Σ (x − μ) is 0.
  vjp: (dy, [x], _, attrs) => [
    () => chainMul(reshape(perFreedom(mul(2, dy), x, attrs), { shape: keptShape(x.shape, attrs.axis) }), deviations(x, attrs.axis)),
  ],
  picture: spreadPicture("variance", "Variance", (divisor) => `Σ (x − μ)² ÷ ${divisor}`),
  notation: spreadNotation("variance", "\\operatorname{Var}"),
});

/** variance(x, { ddof }) = Σ (x − μ)² ÷ (n − ddof) over the given axes, all where none is given. See {@link varianceOp}. */
export function variance<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: FloatTensor<"variance", X>,
  options?: SpreadOptions<"variance", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function variance(x: Tensor, options?: ReduceOptions & { readonly ddof?: number } & Named): Tensor {
  return apply(varianceOp, [x], spreadAttrs(varianceOp, x, options), options);
}
