import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, AxisPosition, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";
import { latexBelow, unlessLast } from "../shared/notation.ts";

/**
 * positions(x) = [0, 1, …, N − 1], the positions along one axis of x, the last where none is given.
 *
 * x: any[...S, N, ...T] → int32[N]
 * Edges:   an axis of size 0 has none. They depend on the shape of x alone: nothing is differentiated through them.
 * Errors:  OpError when x has no such axis.
 * Source:  NumPy arange of a size; ONNX Range-11.
 */
export const positionsOp = defineOp<{ readonly axis: number }>({
  name: "positions",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x], { axis }, fail) => ({ shape: [x.shape[resolveAxis(axis, x, fail)] as Dim], dtype: "int32" }),
  known: () => 0,
  vjp: "not-differentiable",
  picture: { role: "function", label: ({ axis }, _, [x]) => `positions${unlessLast(axis, x?.length ?? 0)}` },
  notation: {
    text: ([x], { axis }, { ranks: [rank = 0] }) => atom(`positions(${x.text}${unlessLast(axis, rank)})`),
    latex: (operands, { axis }, site) =>
      latexCall(`\\operatorname{positions}${latexBelow(unlessLast(axis, site.ranks[0] ?? 0))}`)(operands, {}, site),
    numpy: ([x], { axis }) => atom(`np.arange(np.shape(${x.text})[${axis}], dtype=np.int32)`),
  },
});

/** The dim of the axis A of S, alone. */
type Along<S extends Shape, A> = number extends S["length"] | AxisPosition<S, A>
  ? [Dim]
  : S[AxisPosition<S, A> & keyof S] extends infer D extends Dim
    ? [D]
    : [Dim];

/** positions(x) = [0, 1, …] along `axis`, the last by default. See {@link positionsOp}. */
export function positions<X extends Tensor, const A extends Axis = -1>(
  x: Ranked<"positions", X>,
  options?: AlongAxis<"positions", X, A>,
): Tensor<Along<X["shape"], A>, "int32", NeedsOf<X>>;
export function positions(x: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  const { axis = -1 } = optionsOf(positionsOp, options);
  return apply(positionsOp, [x], { axis: axisOf("positions", x, axis) }, options);
}
