import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AlongAxis, Axis, Ranked } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { exp } from "../elementwise/exp.ts";
import { log } from "../elementwise/log.ts";
import { sub } from "../elementwise/sub.ts";
import { axisOf } from "../shared/axes.ts";
import { latexBelow, unlessLast } from "../shared/notation.ts";
import { max } from "./max.ts";
import { softmax, softmaxOp } from "./softmax.ts";
import { sum } from "./sum.ts";

/**
 * logSoftmax(x) = log(exp(x) ÷ Σ exp(x)) along one axis, the last where none is given.
 *
 * x: float[...S] → float[...S], at most 0
 * Edges:   executed as z − log Σ exp(z) of z = x − max x, so nothing overflows and no probability underflows to a log of 0;
 *          −Infinity beside finite numbers → −Infinity; NaN or +Infinity in a row → NaN there; a row of −Infinity → NaN.
 * Errors:  OpError when x is not a float tensor, is a scalar or has no such axis; at run when the axis has no elements.
 * Source:  ONNX LogSoftmax-13.
 */
export const logSoftmaxOp = defineOp<{ readonly axis: number }>({
  name: "logSoftmax",
  inputs: ["x"],
  attrs: { axis: "integer" },
  infer: softmaxOp.infer,
  definition: ([x], { axis }) => log(softmax(x, { axis })),
  lower: ([x], { axis }) => {
    const z = sub(x, max(x, { axis, keepdims: true }));
    return sub(z, log(sum(exp(z), { axis, keepdims: true })));
  },
  // exp(y) is softmax x.
  vjp: (dy, _, y, { axis }) => [() => sub(dy, chainMul(sum(dy, { axis, keepdims: true }), exp(y)))],
  picture: {
    role: "function",
    label: ({ axis }, _, [x]) => `log softmax${unlessLast(axis, (x as Shape).length)}`,
    title: "Log-softmax",
    formula: ({ axis }, [x]) => `log(exp(x) ÷ Σ exp(x))${unlessLast(axis, (x as Shape).length)}`,
  },
  notation: {
    text: ([x], { axis }, { ranks: [rank = 0] }) => atom(`logSoftmax(${x.text}${unlessLast(axis, rank)})`),
    torch: ([x], { axis }) => atom(`F.log_softmax(${x.text}, dim=${axis})`),
    latex: (operands, attrs, site) =>
      latexCall(`\\operatorname{logSoftmax}${latexBelow(unlessLast(attrs.axis, site.ranks[0] ?? 0))}`)(operands, attrs, site),
  },
});

/** logSoftmax(x) = log(exp(x) ÷ Σ exp(x)) along `axis`, by default the last. See {@link logSoftmaxOp}. */
export function logSoftmax<X extends Tensor, const A extends Axis = -1>(
  x: Ranked<"logSoftmax", X, FloatTensor<"logSoftmax", X>>,
  options?: AlongAxis<"logSoftmax", X, A>,
): X;
export function logSoftmax(x: Tensor, options?: { readonly axis?: Axis } & Named): Tensor {
  const { axis = -1 } = optionsOf(logSoftmaxOp, options);
  return apply(logSoftmaxOp, [x], { axis: axisOf("logSoftmax", x, axis) }, options);
}
