import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { latexDim } from "../../graph/latex-dim.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { broadcast, broadcastStrides, type Dim, type Shape, sameShape, showShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Broadcast } from "../../graph/types/broadcast.ts";
import type { FollowedShape, SameShape } from "../../graph/types/dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { pythonTuple } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";

export interface BroadcastToAttrs {
  readonly shape: Shape;
}

/**
 * broadcastTo(x, { shape }): x repeated along new axes and along axes of size 1.
 *
 * x: any[...S] → its dtype[...shape]
 * Edges:   none; elements are copied as they are.
 * Errors:  OpError when S does not broadcast to shape.
 * Source:  NumPy broadcast_to; ONNX Expand-13.
 */
export const broadcastToOp = defineOp<BroadcastToAttrs>({
  name: "broadcastTo",
  inputs: ["x"],
  attrs: { shape: "shape" },
  infer: ([x], { shape }, fail) => {
    const result = broadcast(x.shape, shape);
    if ("mismatch" in result || !sameShape(result.shape, shape)) {
      fail({
        code: "broadcast",
        expected: `x must broadcast to ${showShape(shape)}`,
        actual: showType(x),
        cure: "reshape it or correct shape",
      });
    }
    return { shape, dtype: x.dtype };
  },
  identity: () => 0,
  move: ([x], y) => [{ input: 0, from: 0, steps: broadcastStrides(x.shape, y.shape.length) }],
  vjp: (dy, [x]) => [() => unbroadcast(dy, x)],
  picture: { role: "function", label: ({ shape }) => `broadcast(·, ${showShape(shape)})` },
  notation: {
    text: ([x], { shape }, { shaped }) => (shaped ? x : atom(`broadcast(${x.text}, ${showShape(shape)})`)),
    latex: ([x], { shape }, { shaped }) =>
      shaped ? x : atom(`\\operatorname{broadcast}_{${shape.map(latexDim).join(" \\times ") || "()"}}\\left(${x.text}\\right)`),
    numpy: ([x], { shape }) => atom(`np.broadcast_to(${x.text}, ${pythonTuple(shape)})`),
  },
});

/** S broadcasts to T when their common shape is T. */
type StretchProblem<S extends Shape, T extends Shape> =
  Broadcast<S, T> extends [infer Common extends Shape]
    ? SameShape<Common, T> extends true
      ? never
      : `broadcastTo: ${ShowShape<S>} does not broadcast to ${ShowShape<T>}`
    : `broadcastTo: ${ShowShape<S>} does not broadcast to ${ShowShape<T>}`;

/** A shape that X is repeated to, or why it cannot be. */
type StretchedShape<X extends Tensor, T extends Shape> = Checked<StretchProblem<X["shape"], FollowedShape<T, X["shape"]>>, readonly [...T]>;

/** broadcastTo(x, { shape }): x repeated to that shape; dims may be names. See {@link broadcastToOp}. */
export function broadcastTo<X extends Tensor, const T extends Dim[]>(
  x: X,
  options: { readonly shape: StretchedShape<X, T> } & Named,
): Tensor<FollowedShape<T, X["shape"]>, X["dtype"], NeedsOf<X>>;
export function broadcastTo(x: Tensor, options: { readonly shape: Shape } & Named): Tensor {
  const { shape } = optionsOf(broadcastToOp, options);
  return apply(broadcastToOp, [x], { shape: Array.isArray(shape) ? [...shape] : shape }, options);
}
