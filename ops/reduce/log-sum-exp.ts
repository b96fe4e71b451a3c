import { apply, type Named } from "../../graph/apply.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { add } from "../elementwise/add.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { equal } from "../elementwise/equal.ts";
import { exp } from "../elementwise/exp.ts";
import { log } from "../elementwise/log.ts";
import { sub } from "../elementwise/sub.ts";
import { where } from "../elementwise/where.ts";
import { reshape } from "../move/reshape.ts";
import { keptShape, type ReducedShape, type ReduceOptions, type ReductionOptions, reductionAttrs } from "../shared/axes.ts";
import { inferReduction, type ReductionAttrs, reductionSchema, requireFloat } from "../shared/infer.ts";
import { alongAxes, latexBelow, pythonTuple, reducedAxes } from "../shared/notation.ts";
import { max } from "./max.ts";
import { sum } from "./sum.ts";

/**
 * logSumExp(x) = log Σ exp(x) over the given axes, all where none is given: a smooth max.
 *
 * x: float[...S] → float[...S without the axes, or with size 1 there under keepdims]
 * Edges:   executed as m + log Σ exp(x − m) of m = max x, so nothing overflows; NaN → NaN; an Infinity → Infinity; −Infinity alone → −Infinity.
 *          The derivative is softmax(x); where the result is infinite it is NaN.
 * Errors:  OpError when x is not a float tensor or has no such axis; at run when there is no element.
 * Source:  SciPy logsumexp; ONNX ReduceLogSumExp-18.
 */
export const logSumExpOp = defineOp<ReductionAttrs>({
  name: "logSumExp",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: (inputs, attrs, fail) => {
    requireFloat(inputs[0], "x", fail);
    return inferReduction(inputs, attrs, fail);
  },
  definition: ([x], { axis, keepdims }) => log(sum(exp(x), { axis, keepdims })),
  lower: ([x], { axis, keepdims }) => {
    const largest = max(x, { axis, keepdims: true });
    // An infinite m would make NaN of x − m: then nothing is subtracted, and exp is 0 or Infinity by itself.
    const m = where(equal(sub(largest, largest), 0), largest, 0);
    const y = add(m, log(sum(exp(sub(x, m)), { axis, keepdims: true })));
    return keepdims ? y : reshape(y, { shape: x.shape.filter((_, position) => !axis.includes(position)) });
  },
  vjp: (dy, [x], y, { axis }) => [
    () => {
      const kept = { shape: keptShape(x.shape, axis) };
      return chainMul(reshape(dy, kept), exp(sub(x, reshape(y, kept))));
    },
  ],
  picture: {
    role: "reduction",
    label: ({ axis }, _, [x]) => `log Σ exp${alongAxes(axis, x as Shape)}`,
    title: "Log-sum-exp",
    formula: ({ axis }, [x]) => `log Σ exp(x)${alongAxes(axis, x as Shape)}`,
  },
  notation: {
    text: ([x], attrs, site) => atom(`logSumExp(${x.text}${reducedAxes(attrs, site)})`),
    torch: ([x], { axis, keepdims }) =>
      axis.length === 0 ? undefined : atom(`torch.logsumexp(${x.text}, dim=${pythonTuple(axis)}${keepdims ? ", keepdim=True" : ""})`),
    latex: (operands, attrs, site) => latexCall(`\\operatorname{logSumExp}${latexBelow(reducedAxes(attrs, site))}`)(operands, attrs, site),
  },
});

/** logSumExp(x) = log Σ exp(x) over the given axes, all where none is given. See {@link logSumExpOp}. */
export function logSumExp<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: FloatTensor<"logSumExp", X>,
  options?: ReductionOptions<"logSumExp", X, A, K>,
): Tensor<ReducedShape<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function logSumExp(x: Tensor, options?: ReduceOptions & Named): Tensor {
  return apply(logSumExpOp, [x], reductionAttrs(logSumExpOp, x, options), options);
}
