import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import { showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, Ranked } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { div } from "../elementwise/div.ts";
import { exp } from "../elementwise/exp.ts";
import { sub } from "../elementwise/sub.ts";
import { axisOf } from "../shared/axes.ts";
import { requireFloat, resolveAxis } from "../shared/infer.ts";
import { latexBelow, unlessLast } from "../shared/notation.ts";
import { max } from "./max.ts";
import { sum } from "./sum.ts";

/**
 * softmax(x) = exp(x) ÷ Σ exp(x) along one axis, the last where none is given.
 *
 * x: float[...S] → float[...S]; sums to 1 along the axis
 * Edges:   the row maximum is subtracted before exp, so nothing overflows; NaN or +Infinity in a row → NaN there;
 *          a row of −Infinity → NaN; of float32 each step is rounded as in the book.
 * Errors:  OpError when x is not a float tensor, is a scalar or has no such axis; at run when the axis has no elements.
 * Source:  NNFS ch. 4; ONNX Softmax-13.
 */
export const softmaxOp = defineOp<{ readonly axis: number }>({
  name: "softmax",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: ([x], { axis }, fail) => {
    requireFloat(x, "x", fail);
    if (x.shape.length === 0)
      fail({ code: "rank", expected: "x must have at least one axis", actual: showType(x), cure: "reshape it to [1]" });
    resolveAxis(axis, x, fail);
    return x;
  },
  definition: ([x], { axis }) => normalise(exp(x), axis),
  lower: ([x], { axis }) => normalise(exp(sub(x, max(x, { axis, keepdims: true }))), axis),
  vjp: (dy, _, y, { axis }) => [() => chainMul(sub(dy, sum(chainMul(dy, y), { axis, keepdims: true })), y)],
  picture: {
    role: "function",
    label: ({ axis }, _, [x]) => `softmax${unlessLast(axis, (x as Shape).length)}`,
    title: "Softmax",
    formula: ({ axis }, [x]) => `exp(x) ÷ Σ exp(x)${unlessLast(axis, (x as Shape).length)}`,
  },
  notation: {
    text: ([x], { axis }, { ranks: [rank = 0] }) => atom(`softmax(${x.text}${unlessLast(axis, rank)})`),
    latex: (operands, attrs, site) =>
      latexCall(`\\mathrm{softmax}${latexBelow(unlessLast(attrs.axis, site.ranks[0] ?? 0))}`)(operands, attrs, site),
    torch: ([x], { axis }) => atom(`torch.softmax(${x.text}, dim=${axis})`),
  },
});

const normalise = (e: AnyTensor, axis: number): AnyTensor => div(e, sum(e, { axis, keepdims: true }));

/** softmax(x) = exp(x) ÷ Σ exp(x) along `axis`, by default the last. See {@link softmaxOp}. */
export function softmax<X extends Tensor, const A extends Axis = -1>(
  x: Ranked<"softmax", X, FloatTensor<"softmax", X>>,
  options?: AlongAxis<"softmax", X, A>,
): X;
export function softmax(x: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  const { axis = -1 } = optionsOf(softmaxOp, options);
  return apply(softmaxOp, [x], { axis: axisOf("softmax", x, axis) }, options);
}
