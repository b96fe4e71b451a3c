import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { defineOp, type Fail, showTypes, type TensorType } from "../../graph/op.ts";
import { type Dim, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, AxisPosition, Ranked } from "../../graph/types/axes.ts";
import type { SameShape, WithDim } from "../../graph/types/dims.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { axisOf } from "../shared/axes.ts";
import { requireInt, resolveAxis } from "../shared/infer.ts";
import { scatterAddAlong } from "./scatter-add-along.ts";
import type { TakeAttrs } from "./take.ts";

/**
 * takeAlong(x, indices): at each place the element of x whose position along one axis, the last where none is given, is the index there.
 *
 * x: any[...S, N, ...T], indices: int[...S, K, ...T] → dtype of x[...S, K, ...T]
 * Edges:   negative indices count from the end. gather(x, indices) is this with one index for each row, and no axis left.
 * Errors:  OpError when indices are not integers, or differ from x in another axis than that one; at run when an index is not in −N … N − 1.
 * Source:  NumPy take_along_axis; ONNX GatherElements-13.
 */
export const takeAlongOp = defineOp<TakeAttrs>({
  name: "takeAlong",
  inputs: ["x", "indices"],
  attrs: { axis: "integer" },
  infer: ([x, indices], { axis }, fail) => {
    requireIndicesAlong("x", x, indices, axis, fail);
    return { shape: indices.shape, dtype: x.dtype };
  },
  index: { does: "pick", fromEnd: true },
  vjp: (dy, [x, indices], _, { axis }) => [() => scatterAddAlong(dy, indices, { axis, size: x.shape[axis] as Dim }), undefined],
  picture: { role: "function", label: ({ axis }) => `takeAlong, axis ${axis}` },
  notation: {
    text: ([x, indices], { axis }, { indexed }) => (indexed ? x : atom(`takeAlong(${x.text}, ${indices.text}, axis ${axis})`)),
    latex: ([x, indices], { axis }, { indexed }) =>
      indexed ? x : atom(`\\operatorname{takeAlong}_{\\text{axis ${axis}}}\\left(${x.text},\\, ${indices.text}\\right)`),
    torch: ([x, indices], { axis }) =>
      atom(`torch.take_along_dim(${x.text}, from_end(${indices.text}, ${grouped(x, binding.atom)}.shape[${axis}]), dim=${axis})`),
    numpy: ([x, indices], { axis }) => atom(`np.take_along_axis(${x.text}, ${indices.text}, axis=${axis})`),
    subscripts: (at, { axis }, element) => [at.map((one, position) => (position === axis ? element(1, at) : one)), at],
  },
});

/** Indices for an op along one axis of x: of its shape, but for that axis. */
export function requireIndicesAlong(name: string, x: TensorType, indices: TensorType, axis: number, fail: Fail): void {
  requireInt(indices, "indices", fail);
  if (x.shape.length === 0) {
    fail({ code: "rank", expected: `${name} must have an axis for the indices`, actual: showType(x), cure: "reshape it to [1]" });
  }
  resolveAxis(axis, x, fail);
  if (indices.shape.length === x.shape.length && indices.shape.every((dim, at) => at === axis || dim === x.shape[at])) return;
  fail({
    code: "indices",
    expected: `indices must have the shape of ${name}, but for axis ${axis}`,
    actual: showTypes([x, indices]),
    cure: "broadcastTo or reshape the indices",
  });
}

/** Indices for an op along the axis A of X, called Name in the error, or why they are none. */
export type IndicesAlong<Op extends string, Name extends string, X extends Tensor, I extends Tensor, A> = Checked<
  Checked<
    KindProblem<Op, "an int tensor", I, "indices">,
    SameShape<I["shape"], WithDim<X["shape"], AxisPosition<X["shape"], A>, Dim>> extends true
      ? never
      : `${Op}: indices must have the shape of ${Name}, but for its axis, got ${ShowShape<X["shape"]>} and ${ShowShape<I["shape"]>}; broadcastTo or reshape the indices`
  >,
  I
>;

/** takeAlong(x, indices): at each place the element of x that the index names along `axis`, the last by default. See {@link takeAlongOp}. */
export function takeAlong<X extends Tensor, I extends Tensor, const A extends Axis = -1>(
  x: Ranked<"takeAlong", X>,
  indices: IndicesAlong<"takeAlong", "x", X, I, A>,
  options?: AlongAxis<"takeAlong", X, A>,
): Tensor<I["shape"], X["dtype"], NeedsOf<X> | NeedsOf<I>>;
export function takeAlong(x: Tensor, indices: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  const { axis = -1 } = optionsOf(takeAlongOp, options);
  return apply(takeAlongOp, [x, indices], { axis: axisOf("takeAlong", x, axis) }, options);
}
