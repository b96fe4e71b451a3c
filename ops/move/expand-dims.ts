import { apply, type Named } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ExpandDims, NewAxis } from "../../graph/types/expand-dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { reshape } from "./reshape.ts";

/**
 * expandDims(x, axis) = x with a new axis of size 1 at position `axis` of the result.
 *
 * x: any[...S] → same dtype[...S with 1 inserted]; a negative axis counts from the end of the result
 * Edges:   none: the elements stay as they are.
 * Errors:  OpError when the result has no such axis.
 * Source:  NNFS ch. 2 (row and column vectors); NumPy expand_dims; ONNX Unsqueeze-13.
 */
export const expandDimsOp = defineOp<{ readonly axis: number }>({
  name: "expandDims",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x], { axis }, fail) => {
    const rank = x.shape.length;
    if (!(axis >= 0 && axis <= rank)) {
      fail({
        code: "axis",
        expected: `axis must be one of ${-rank - 1} to ${rank}`,
        actual: `axis ${axis} for ${showShape(x.shape)}`,
        cure: "correct axis",
      });
    }
    return { shape: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)], dtype: x.dtype };
  },
  view: "x",
  vjp: (dy, [x]) => [() => reshape(dy, x.shape)],
  picture: { role: "function", label: ({ axis }) => `expandDims, axis ${axis}` },
  notation: {
    text: ([x], { axis }, { indexed }) => (indexed ? x : atom(`expandDims(${x.text}, ${axis})`)),
    latex: ([x], { axis }, { indexed }) => (indexed ? x : atom(`\\operatorname{expandDims}_{${axis}}\\left(${x.text}\\right)`)),
    numpy: ([x], { axis }) => atom(`np.expand_dims(${x.text}, axis=${axis})`),
    subscripts: (at, { axis }) => [at.filter((_, position) => position !== axis)],
  },
});

/** expandDims(x, axis) = x with a new axis of size 1 there. See {@link expandDimsOp}. */
export function expandDims<X extends Tensor, const A extends number>(
  x: X,
  axis: NewAxis<X, A>,
  options?: Named,
): Tensor<ExpandDims<X["shape"], A>, X["dtype"], NeedsOf<X>>;
export function expandDims(x: Tensor, axis: number, options?: Named): Tensor {
  const rank = x.shape.length + 1;
  return apply(expandDimsOp, [x], { axis: axis < 0 && axis >= -rank ? axis + rank : axis }, options);
}
