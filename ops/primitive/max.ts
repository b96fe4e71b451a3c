import { apply, type Named } from "../../graph/apply.ts";
import { type DType, integerRange, isFloat, type TypedArray } from "../../graph/dtype.ts";
import { binding, call, grouped, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type ReduceOptions, reductionAttrs } from "../axes.ts";
import { inferReduction, type ReductionAttrs, reductionSchema } from "../infer.ts";
import { numpyReduction } from "../notation.ts";
import { planReduction, type ReductionPlan } from "../reduction.ts";

/**
 * max(x) = the largest element of x along the given axes, all where none is given.
 *
 * x: any[...S] → same dtype[...S without the axes, or with size 1 there under keepdims]
 * Edges:   NaN → NaN; of +0 and −0 the first is taken.
 * Errors:  OpError when x has no such axis; at run when there is no element to take the maximum of.
 * Source:  NNFS ch. 4 (softmax); NumPy max; ONNX ReduceMax-20.
 */
export const maxOp = defineOp<ReductionAttrs>({
  name: "max",
  inputs: ["x"],
  attrs: reductionSchema,
  infer: inferReduction,
  picture: { role: "reduction", label: "max" },
  notation: {
    text: call("max"),
    latex: (operands, attrs, site) =>
      site.index === ""
        ? latexCall("\\max")(operands, attrs, site)
        : { text: `\\max_{${site.index}} ${grouped(operands[0], binding.power, "\\left(", "\\right)")}`, binds: binding.product },
    numpy: numpyReduction("np.max"),
  },
  reduces: true,
  kernel: ([x], y, { axis }, fail) => {
    const plan = planReduction(x, axis);
    if (plan.count === 0) {
      fail({
        code: "empty-axis",
        expected: "a reduced axis must have at least one element",
        actual: `${showType(x)} along [${axis.join(", ")}]`,
        cure: "feed at least one",
      });
    }
    const least = leastOf(y.dtype);
    return () => maxInto(x.data, y.data, plan, least);
  },
});

/** The value that no element of the dtype is below. */
const leastOf = (dtype: DType): number => (isFloat(dtype) ? Number.NEGATIVE_INFINITY : integerRange[dtype][0]);

/** A comparison with NaN is false, so a NaN is taken by asking for it and then never given up. */
function maxInto(x: TypedArray, y: TypedArray, { runs, length, target, lastReduced }: ReductionPlan, least: number): void {
  y.fill(least);
  let i = 0;
  for (let run = 0; run < runs; run++) {
    let to = target[run] as number;
    const end = i + length;
    if (lastReduced) {
      let most = y[to] as number;
      for (; i < end; i++) {
        const v = x[i] as number;
        if (v > most || Number.isNaN(v)) most = v;
      }
      y[to] = most;
    } else {
      for (; i < end; i++, to++) {
        const v = x[i] as number;
        if (v > (y[to] as number) || Number.isNaN(v)) y[to] = v;
      }
    }
  }
}

/** max(x) = the largest element along the given axes, all where none is given. See {@link maxOp}. */
export const max = (x: Tensor, { name, ...options }: ReduceOptions & Named = {}) =>
  apply(maxOp, [x], { ...reductionAttrs("max", x, options) }, name === undefined ? {} : { name });
