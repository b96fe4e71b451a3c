import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { literal } from "../../graph/leaves.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, showTypes } from "../../graph/op.ts";
import { sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, Ranked } from "../../graph/types/axes.ts";
import type { SameShape } from "../../graph/types/dims.ts";
import type { DTypeProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { equal } from "../elementwise/equal.ts";
import { where } from "../elementwise/where.ts";
import { broadcastTo } from "../move/broadcast-to.ts";
import { reshape } from "../move/reshape.ts";
import { positions } from "../reduce/positions.ts";
import { axisOf } from "../shared/axes.ts";
import { requireSameDType } from "../shared/infer.ts";
import type { TakeAttrs } from "./take.ts";
import { type IndicesAlong, requireIndicesAlong, takeAlong } from "./take-along.ts";

/**
 * scatter(x, indices, updates) = x, with each update at the position along one axis, the last where none is given, that the index in its
 * place names.
 *
 * x: any[...S, N, ...T], indices: int[...S, K, ...T], updates: dtype of x[...S, K, ...T] → as x
 * Edges:   of updates for one place the last one stays, and gets the whole cotangent. Negative indices count from the end.
 * Errors:  OpError when indices are not integers, differ from x in another axis than that one or from updates at all, or dtypes differ; at run when
 *          an index is not in −N … N − 1.
 * Source:  NumPy put_along_axis; ONNX ScatterElements-18; PyTorch scatter.
 */
export const scatterOp = defineOp<TakeAttrs>({
  name: "scatter",
  inputs: ["x", "indices", "updates"],
  attrs: { axis: "integer" },
  infer: (inputs, { axis }, fail) => {
    const [x, indices, updates] = inputs;
    requireIndicesAlong("x", x, indices, axis, fail);
    requireSameDType([x, updates], fail);
    if (!sameShape(indices.shape, updates.shape)) {
      fail({
        code: "indices",
        expected: "indices must have the shape of updates",
        actual: showTypes(inputs.slice(1, 3)),
        cure: "broadcastTo or reshape one of them",
      });
    }
    return x;
  },
  index: { does: "put", fromEnd: true },
  vjp: (dy, [x, indices, updates], _, { axis }) => [
    () => scatter(dy, indices, zeros(dy, updates), { axis }),
    undefined,
    () => {
      // Which update stays: numbers of the updates are put the same way, and read again.
      const along = updates.shape.map((__, at) => (at === axis ? (updates.shape[at] as number) : 1));
      const numbers = broadcastTo(reshape(positions(updates, { axis }), { shape: along }), { shape: updates.shape });
      const last = takeAlong(scatter(broadcastTo(literal(-1, numbers), { shape: x.shape }), indices, numbers, { axis }), indices, { axis });
      return where(equal(last, numbers), takeAlong(dy, indices, { axis }), zeros(dy, updates));
    },
  ],
  picture: { role: "function", label: ({ axis }) => `scatter, axis ${axis}` },
  notation: {
    text: ([x, indices, updates], { axis }) => atom(`scatter(${x.text}, ${indices.text}, ${updates.text}, axis ${axis})`),
    latex: (operands, { axis }, site) => latexCall(`\\operatorname{scatter}_{\\text{axis ${axis}}}`)(operands, {}, site),
    torch: ([x, indices, updates], { axis }) => atom(`scatter(${x.text}, ${indices.text}, ${updates.text}, ${axis})`),
    numpy: ([x, indices, updates], { axis }) =>
      atom(`(lambda out: (np.put_along_axis(out, ${indices.text}, ${updates.text}, axis=${axis}), out)[1])(np.array(${x.text}))`),
  },
});

/** Zeros of dy's dtype and the other's shape. */
const zeros = (dy: AnyTensor, { shape }: AnyTensor): AnyTensor => broadcastTo(literal(0, dy), { shape });

/** As many as indices, of the dtype of X; or why they are none. */
type Updates<X extends Tensor, I extends Tensor, U extends Tensor> = Checked<
  Checked<
    DTypeProblem<"scatter", "any tensor", X, U>,
    SameShape<U["shape"], I["shape"]> extends true
      ? never
      : `scatter: indices must have the shape of updates, got ${ShowShape<I["shape"]>} and ${ShowShape<U["shape"]>}; broadcastTo or reshape one of them`
  >,
  U
>;

/** scatter(x, indices, updates) = x with the updates at their indices along `axis`, the last by default. See {@link scatterOp}. */
export function scatter<X extends Tensor, I extends Tensor, U extends Tensor, const A extends Axis = -1>(
  x: Ranked<"scatter", X>,
  indices: IndicesAlong<"scatter", "x", X, I, A>,
  updates: Updates<X, I, U>,
  options?: AlongAxis<"scatter", X, A>,
): Tensor<X["shape"], X["dtype"], NeedsOf<X> | NeedsOf<I> | NeedsOf<U>>;
export function scatter(x: Tensor, indices: Tensor, updates: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  const { axis = -1 } = optionsOf(scatterOp, options);
  return apply(scatterOp, [x, indices, updates], { axis: axisOf("scatter", x, axis) }, options);
}
