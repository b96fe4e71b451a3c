import { apply, type Named } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type Shape, stridesOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import { type OverAxes, type ReduceOptions, reducedAxesOf } from "../shared/axes.ts";
import { resolveAxes } from "../shared/infer.ts";
import { alongAxes, latexBelow, pythonTuple, reducedAxes } from "../shared/notation.ts";

/**
 * flip(x) = the elements of x in reverse order along the given axes, along all where none is given.
 *
 * x: any[...S] → same type
 * Edges:   none: elements are copied as they are.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy flip.
 */
export const flipOp = defineOp<{ readonly axis: readonly number[] }>({
  name: "flip",
  inputs: ["x"],
  attrs: { axis: "integers" },
  infer: ([x], { axis }, fail) => {
    resolveAxes(axis, x, fail);
    return x;
  },
  move: ([{ shape }], _, { axis }) => {
    const strides = stridesOf(shape);
    const last = axis.map((one) => Math.max((shape[one] as number) - 1, 0) * (strides[one] as number));
    return [
      { input: 0, from: last.reduce((a, b) => a + b, 0), steps: strides.map((step, position) => (axis.includes(position) ? -step : step)) },
    ];
  },
  vjp: (dy, _, __, { axis }) => [() => flip(dy, { axis })],
  picture: { role: "function", label: ({ axis }, _, [x]) => `flip${alongAxes(axis, x as Shape)}` },
  notation: {
    text: ([x], attrs, site) => atom(`flip(${x.text}${reducedAxes({ ...attrs, keepdims: false }, site)})`),
    latex: ([x], attrs, site) =>
      atom(`\\operatorname{flip}${latexBelow(reducedAxes({ ...attrs, keepdims: false }, site))}\\left(${x.text}\\right)`),
    numpy: ([x], { axis }) => atom(`np.flip(${x.text}, axis=${pythonTuple(axis)})`),
  },
});

/** flip(x, { axis }) = x in reverse order along these axes, by default along all. See {@link flipOp}. */
export function flip<X extends Tensor, const A extends Axes = AllAxes>(x: X, options?: OverAxes<"flip", X, A>): X;
export function flip(x: Tensor, options?: Pick<ReduceOptions, "axis"> & Named): Tensor {
  return apply(flipOp, [x], { axis: reducedAxesOf(flipOp, x, options) }, options);
}
