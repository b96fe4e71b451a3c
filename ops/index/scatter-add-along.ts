import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { defineOp, showTypes } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, AxisPosition, Ranked } from "../../graph/types/axes.ts";
import type { Followed, SameShape, WithDim } from "../../graph/types/dims.ts";
import type { KindProblem, NumberTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { axisOf } from "../shared/axes.ts";
import { requireNumbers, type ScatterAddAttrs } from "./scatter-add.ts";
import { requireIndicesAlong, takeAlong } from "./take-along.ts";

/**
 * scatterAddAlong(updates, indices, { size }) = zeros with `size` positions along one axis, the last where none is given, and each update
 * added at the position that the index in its place names.
 *
 * updates: number[...S, K, ...T], indices: int[...S, K, ...T] → dtype of updates[...S, size, ...T]
 * Edges:   updates of one place are added in their order, from 0 on; places without an index are 0. Negative indices count from the end.
 * Errors:  OpError when indices are not integers of the shape of updates; at run when an index is not in −size … size − 1.
 * Source:  the gradient of takeAlong; ONNX ScatterElements-18 with reduction "add"; PyTorch scatter_add.
 */
export const scatterAddAlongOp = defineOp<ScatterAddAttrs>({
  name: "scatterAddAlong",
  inputs: ["updates", "indices"],
  attrs: { axis: "integer", size: "dim" },
  infer: ([updates, indices], { axis, size }, fail) => {
    requireIndicesAlong("updates", updates, indices, axis, fail);
    requireNumbers(updates, fail);
    if (!sameShape(updates.shape, indices.shape)) {
      fail({
        code: "indices",
        expected: "indices must have the shape of updates",
        actual: showTypes([updates, indices]),
        cure: "broadcastTo or reshape the indices",
      });
    }
    return { shape: updates.shape.map((dim, at) => (at === axis ? size : dim)), dtype: updates.dtype };
  },
  index: { does: "add", fromEnd: true },
  vjp: (dy, [, indices], _, { axis }) => [() => takeAlong(dy, indices, { axis }), undefined],
  picture: { role: "function", label: ({ axis, size }) => `scatterAddAlong, ${size} along axis ${axis}` },
  notation: {
    text: ([updates, indices], { axis, size }) => atom(`scatterAddAlong(${updates.text}, ${indices.text}, ${size} along axis ${axis})`),
    latex: (operands, { axis, size }, site) =>
      latexCall(`\\operatorname{scatterAddAlong}_{\\text{${size} along axis ${axis}}}`)(operands, {}, site),
    torch: ([updates, indices], { axis, size }) => atom(`scatter_add_along(${updates.text}, ${indices.text}, ${axis}, ${size})`),
    numpy: ([updates, indices], { axis, size }) =>
      atom(
        `(lambda u, i: (y := np.zeros((*u.shape[:${axis}], ${size}, *u.shape[${axis} + 1:]), u.dtype), j := list(np.indices(i.shape, sparse=True)), j.__setitem__(${axis}, i), np.add.at(y, tuple(j), u))[0])(${updates.text}, ${indices.text})`,
      ),
  },
});

/** S with N along the axis A. */
type Sized<S extends Shape, A, N extends Dim> = number extends S["length"] | AxisPosition<S, A>
  ? Dim[]
  : WithDim<S, AxisPosition<S, A>, Followed<N>>;

/** Indices of the shape of U, or why they are none. */
type SameIndices<U extends Tensor, I extends Tensor> = Checked<
  Checked<
    KindProblem<"scatterAddAlong", "an int tensor", I, "indices">,
    SameShape<I["shape"], U["shape"]> extends true
      ? never
      : `scatterAddAlong: indices must have the shape of updates, got ${ShowShape<U["shape"]>} and ${ShowShape<I["shape"]>}; broadcastTo or reshape the indices`
  >,
  I
>;

/** scatterAddAlong(updates, indices, { size }): zeros, and each update added at its index along `axis`. See {@link scatterAddAlongOp}. */
export function scatterAddAlong<U extends Tensor, I extends Tensor, const N extends Dim, const A extends Axis = -1>(
  updates: Ranked<"scatterAddAlong", U, NumberTensor<"scatterAddAlong", U, "updates">>,
  indices: SameIndices<U, I>,
  options: { readonly size: N } & AlongAxis<"scatterAddAlong", U, A>,
): Tensor<Sized<U["shape"], A, N>, U["dtype"], NeedsOf<U> | NeedsOf<I>>;
export function scatterAddAlong(updates: Tensor, indices: Tensor, options: { readonly size: Dim; readonly axis?: Axis } & Named): Tensor {
  requireTensor("scatterAddAlong", updates, "updates");
  const { axis = -1, size } = optionsOf(scatterAddAlongOp, options);
  return apply(scatterAddAlongOp, [updates, indices], { axis: axisOf("scatterAddAlong", updates, axis), size }, options);
}
