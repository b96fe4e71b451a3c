import { apply, type Named } from "../../graph/apply.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { type ReducedShape, type ReduceOptions, type ReductionOptions, reductionAttrs } from "../shared/axes.ts";
import { type ReductionAttrs, reductionSchema } from "../shared/infer.ts";
import { counted, inferTruth, isTrue, truthNotation, truthPicture } from "../shared/quantifiers.ts";

/**
 * any(x) = true where some element along the given axes, all where none is given, is true: not 0.
 *
 * x: any[...S] → bool[...S without the axes, or with size 1 there under keepdims]
 * Edges:   NaN is true, ±0 is false; no elements → false.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy any.
 */
export const anyOp = defineOp<ReductionAttrs>({
  name: "any",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: inferTruth,
  reduce: { fold: "sum", before: (s, [x]) => counted(s, isTrue(s, x)), after: (s, [count]) => s.not(s.equal(count, 0)) },
  vjp: "not-differentiable",
  picture: truthPicture("any"),
  notation: truthNotation("any"),
});

/** any(x) = true where some element along the given axes, all where none is given, is true. See {@link anyOp}. */
export function any<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: X,
  options?: ReductionOptions<"any", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, "bool", NeedsOf<X>>;
export function any(x: Tensor, options?: ReduceOptions & Named): Tensor {
  return apply(anyOp, [x], reductionAttrs(anyOp, x, options), options);
}
