import { apply, type Named } from "../../graph/apply.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import {
  type AccumulatedDType,
  type AccumulationAttrs,
  type AccumulationOf,
  type AccumulationOptions,
  accumulationAttrs,
  accumulationNotation,
  accumulationPicture,
  accumulationSchema,
  inferAccumulation,
} from "../shared/accumulation.ts";

/**
 * cumsum(x) = at each place the sum of the element there and all before it along one axis, the first where none is given.
 *
 * x: any[...S] → same shape, of floats the same dtype, else int32
 * Edges:   exclusive: without the element itself, so that the first is 0; reverse: from the end. NaN → NaN from there on; floats are added in their
 *          order, float32 in float32; int32 wraps.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy cumsum; ONNX CumSum-14.
 */
export const cumsumOp = defineOp<AccumulationAttrs>({
  name: "cumsum",
  inputs: ["x"],
  attrs: accumulationSchema,
  infer: inferAccumulation,
  accumulate: "sum",
  // x[j] is in y[i] for all i from j on.
  vjp: (dy, _, __, { axis, exclusive, reverse }) => [() => cumsum(dy, { axis, exclusive, reverse: !reverse })],
  picture: /* @__PURE__ */ accumulationPicture("cumsum"),
  notation: /* @__PURE__ */ accumulationNotation("cumsum", 0),
});

/** cumsum(x, { axis, exclusive, reverse }) = the sums of the elements up to each place along `axis`, by default the first. See {@link cumsumOp}. */
export function cumsum<X extends Tensor, const A extends Axis = 0>(
  x: Ranked<"cumsum", X>,
  options?: AccumulationOf<"cumsum", X, A>,
): Tensor<X["shape"], AccumulatedDType<X["dtype"]>, NeedsOf<X>>;
export function cumsum(x: Tensor, options?: AccumulationOptions & Named): Tensor {
  return apply(cumsumOp, [x], accumulationAttrs(cumsumOp, x, options), options);
}
