import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, latexCall, subscriptText } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { axisOf, type ReducedShape } from "../shared/axes.ts";
import { latexBelow, unlessLast } from "../shared/notation.ts";
import { reversed } from "../shared/scalars.ts";
import { argmaxOp } from "./argmax.ts";

/**
 * argmin(x) = position of the smallest element along one axis, the last where none is given.
 *
 * x: any[...S] → int32[...S without the axis]
 * Edges:   of equal elements the first; a NaN counts as the smallest, the first of several; +0 equals −0.
 * Errors:  OpError when x has no such axis, or one of more than 2³¹ elements; at run when the axis has none, or a named dim that many.
 * Source:  NumPy argmin; ONNX ArgMin-13.
 */
export const argminOp = defineOp<{ readonly axis: number }>({
  name: "argmin",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: argmaxOp.infer,
  reduce: { fold: "argmax", before: (s, [x]) => reversed(s, x) },
  vjp: "not-differentiable",
  picture: { role: "reduction", label: ({ axis }, _, [x]) => `argmin${unlessLast(axis, (x as Shape).length)}` },
  notation: {
    text: ([x], { axis }, { index, indexed, ranks: [rank = 0] }) =>
      atom(indexed ? `argmin${subscriptText(index)}(${x.text})` : `argmin(${x.text}${unlessLast(axis, rank)})`),
    latex: (operands, attrs, site) => {
      const { index, indexed, ranks } = site;
      const whole = indexed ? "" : latexBelow(unlessLast(attrs.axis, ranks[0] ?? 0));
      return latexCall(`\\operatorname{argmin}${index === "" ? whole : `_{${index}}`}`)(operands, attrs, site);
    },
    numpy: ([x], { axis }) => atom(`np.argmin(${x.text}, axis=${axis})`),
  },
});

/** argmin(x) = position of the smallest element along `axis`, by default the last. See {@link argminOp}. */
export function argmin<X extends Tensor, const A extends Axis = -1>(
  x: Ranked<"argmin", X>,
  options?: AlongAxis<"argmin", X, A>,
): Tensor<ReducedShape<X["shape"], A, false>, "int32", NeedsOf<X>>;
export function argmin(x: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  const { axis = -1 } = optionsOf(argminOp, options);
  return apply(argminOp, [x], { axis: axisOf("argmin", x, axis) }, options);
}
