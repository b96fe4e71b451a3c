import { apply, type Named } from "../../graph/apply.ts";
import { literal } from "../../graph/leaves.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { greater } from "../elementwise/greater.ts";
import { mul } from "../elementwise/mul.ts";
import { where } from "../elementwise/where.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { expandDims } from "../move/expand-dims.ts";
import { flip } from "../move/flip.ts";
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
import { cumsum } from "./cumsum.ts";
import { sum } from "./sum.ts";

/**
 * cumprod(x) = at each place the product of the element there and all before it along one axis, the first where none is given.
 *
 * x: any[...S] → same shape, of floats the same dtype, else int32
 * Edges:   exclusive: without the element itself, so that the first is 1; reverse: from the end. NaN → NaN from there on; floats are multiplied in
 *          their order, float32 in float32; int32 wraps. The derivative never divides by x, so zeros are as good as others; it takes n²
 *          elements for n along the axis.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy cumprod.
 */
export const cumprodOp = defineOp<AccumulationAttrs>({
  name: "cumprod",
  inputs: ["x"],
  attrs: accumulationSchema,
  infer: inferAccumulation,
  accumulate: "product",
  vjp: (dy, [x], _, { axis, exclusive, reverse }) => [
    () => (reverse ? flip(fromFront(flip(dy, { axis }), flip(x, { axis }), axis, exclusive), { axis }) : fromFront(dy, x, axis, exclusive)),
  ],
  picture: /* @__PURE__ */ accumulationPicture("cumprod"),
  notation: /* @__PURE__ */ accumulationNotation("cumprod", 1),
});

/** dx[j] = (Π of x before j) · Σᵢ dy[i] · (Π of x between j and i), over the y[i] that x[j] is in: j in rows, i along the axis. */
function fromFront(dy: AnyTensor, x: AnyTensor, axis: number, exclusive: boolean): AnyTensor {
  const place = cumsum(broadcastTo(literal(1, x), { shape: x.shape }), { axis });
  const [j, i] = [expandDims(place, { axis: axis + 1 }), expandDims(place, { axis })];
  const behind = greater(i, j);
  const between = cumprod(where(behind, expandDims(x, { axis }), 1), { axis: axis + 1, exclusive });
  const slopes = mul(expandDims(dy, { axis }), between);
  const parts = exclusive ? where(behind, slopes, 0) : where(greater(j, i), 0, slopes);
  return mul(cumprod(x, { axis, exclusive: true }), sum(parts, { axis: axis + 1 }));
}

/** cumprod(x, { axis, exclusive, reverse }) = the products of the elements up to each place along `axis`, by default the first. See {@link cumprodOp}. */
export function cumprod<X extends Tensor, const A extends Axis = 0>(
  x: Ranked<"cumprod", X>,
  options?: AccumulationOf<"cumprod", X, A>,
): Tensor<X["shape"], AccumulatedDType<X["dtype"]>, NeedsOf<X>>;
export function cumprod(x: Tensor, options?: AccumulationOptions & Named): Tensor {
  return apply(cumprodOp, [x], accumulationAttrs(cumprodOp, x, options), options);
}
