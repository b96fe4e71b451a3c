import { apply, type Named } from "../../graph/apply.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { chainDiv } from "../elementwise/chain-div.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { equal } from "../elementwise/equal.ts";
import { sqrt } from "../elementwise/sqrt.ts";
import { where } from "../elementwise/where.ts";
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
import { variance } from "./variance.ts";

/**
 * std(x) = √variance(x), the standard deviation over the given axes, all where none is given.
 *
 * x: float[...S] → float[...S without the axes, or with size 1 there under keepdims]; ddof: a number ≥ 0, by default 0
 * Edges:   as variance. The derivative at 0, where all elements are equal, is 0: √ has none there.
 * Errors:  OpError when x is not a float tensor or has no such axis, or ddof is negative or not finite.
 * Source:  NumPy std; PyTorch's derivative at 0.
 */
export const stdOp = defineOp<SpreadAttrs>({
  name: "std",
  inputs: ["x"],
  attrs: spreadSchema,
  infer: inferSpread,
  definition: ([x], attrs) => sqrt(variance(x, attrs)),
  vjp: (dy, [x], y, attrs) => [
    () => {
      const share = perFreedom(where(equal(y, 0), 0, chainDiv(dy, y)), x, attrs);
      return chainMul(reshape(share, { shape: keptShape(x.shape, attrs.axis) }), deviations(x, attrs.axis));
    },
  ],
  picture: spreadPicture("std", "Standard deviation", (divisor) => `√(Σ (x − μ)² ÷ ${divisor})`),
  notation: spreadNotation("std", "\\operatorname{std}"),
});

/** std(x, { ddof }) = √variance(x, { ddof }) over the given axes, all where none is given. See {@link stdOp}. */
export function std<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: FloatTensor<"std", X>,
  options?: SpreadOptions<"std", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function std(x: Tensor, options?: ReduceOptions & { readonly ddof?: number } & Named): Tensor {
  return apply(stdOp, [x], spreadAttrs(stdOp, x, options), options);
}
