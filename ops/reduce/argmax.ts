import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, latexCall, subscriptText } from "../../graph/notation.ts";
import { defineOp, type Fail, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { axisOf, type ReducedShape } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";
import { latexBelow, unlessLast } from "../shared/notation.ts";

/**
 * argmax(x) = position of the largest element along one axis, the last where none is given.
 *
 * x: any[...S] → int32[...S without the axis]
 * Edges:   of equal elements the first; a NaN counts as the largest, the first of several; +0 equals −0.
 * Errors:  OpError when x has no such axis, or one of more than 2³¹ elements; at run when the axis has none, or a named dim that many.
 * Source:  NNFS ch. 1 and 5; NumPy argmax; ONNX ArgMax-13.
 */
export const argmaxOp = defineOp<{ readonly axis: number }>({
  name: "argmax",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x], { axis }, fail) => {
    const reduced = resolveAxis(axis, x, fail);
    requireCounted(x, reduced, fail);
    return { shape: x.shape.filter((_, position) => position !== reduced), dtype: "int32" };
  },
  reduce: { fold: "argmax" },
  vjp: "not-differentiable",
  picture: { role: "reduction", label: ({ axis }, _, [x]) => `argmax${unlessLast(axis, (x as Shape).length)}` },
  notation: {
    text: ([x], { axis }, { index, indexed, ranks: [rank = 0] }) =>
      atom(indexed ? `argmax${subscriptText(index)}(${x.text})` : `argmax(${x.text}${unlessLast(axis, rank)})`),
    latex: (operands, attrs, site) => {
      const { index, indexed, ranks } = site;
      const whole = indexed ? "" : latexBelow(unlessLast(attrs.axis, ranks[0] ?? 0));
      return latexCall(`\\operatorname{argmax}${index === "" ? whole : `_{${index}}`}`)(operands, attrs, site);
    },
    numpy: ([x], { axis }) => atom(`np.argmax(${x.text}, axis=${axis})`),
  },
});

/** Refuses an axis with positions beyond what int32 counts to. */
function requireCounted(x: TensorType, axis: number, fail: Fail): void {
  const length = x.shape.at(axis) as Dim;
  if (typeof length === "number" && length > 2 ** 31) {
    fail({ code: "axis-size", expected: "positions along the axis must fit int32", actual: showType(x), cure: "split the axis" });
  }
}

/** argmax(x) = position of the largest element along `axis`, by default the last. See {@link argmaxOp}. */
export function argmax<X extends Tensor, const A extends Axis = -1>(
  x: Ranked<"argmax", X>,
  options?: AlongAxis<"argmax", X, A>,
): Tensor<ReducedShape<X["shape"], A, false>, "int32", NeedsOf<X>>;
export function argmax(x: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  const { axis = -1 } = optionsOf(argmaxOp, options);
  return apply(argmaxOp, [x], { axis: axisOf("argmax", x, axis) }, options);
}
