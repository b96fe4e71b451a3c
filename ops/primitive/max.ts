import { apply, type Named } from "../../graph/apply.ts";
import { type DType, integerRange, isFloat, type TypedArray } from "../../graph/dtype.ts";
import { atom, binding, grouped, latexCall, subscriptText } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AllAxes, Axes } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Reduce, ReductionOptions } from "../../graph/types/reduce.ts";
import { keptShape, type ReduceOptions, reductionAttrs } from "../axes.ts";
import { inferReduction, type ReductionAttrs, reductionSchema, requireElements } from "../infer.ts";
import { alongAxes, latexBelow, numpyReduction, reducedAxes } from "../notation.ts";
import { planReduction, type ReductionPlan } from "../reduction.ts";
import { cast } from "./cast.ts";
import { chainDiv } from "./chain-div.ts";
import { equal } from "./equal.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";
import { sum } from "./sum.ts";

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
  reduces: true,
  folds: "max",
  fits: ([x], { axis }, fail) => requireElements(x, axis, fail),
  kernel: ([x], y, { axis }, fail) => {
    requireElements(x, axis, fail);
    const plan = planReduction(x, axis);
    const least = leastOf(y.dtype);
    const walk = plan.lastReduced ? maxOfRuns : maxAcrossRuns;
    return () => {
      y.data.fill(least);
      walk(x.data, y.data, plan);
    };
  },
  vjp: (dy, [x], y, { axis }) => [
    () => {
      const kept = keptShape(x.shape, axis);
      const largest = cast(equal(x, reshape(y, kept)), x.dtype);
      return mul(largest, chainDiv(reshape(dy, kept), sum(largest, { axis, keepdims: true })));
    },
  ],
  picture: { role: "reduction", label: ({ axis }, _, [x]) => `max${alongAxes(axis, x as Shape)}` },
  notation: {
    text: ([x], attrs, site) =>
      atom(site.indexed ? `max${subscriptText(site.index)}(${x.text})` : `max(${x.text}${reducedAxes(attrs, site)})`),
    latex: (operands, attrs, site) =>
      site.index === ""
        ? latexCall(`\\max${site.indexed ? "" : latexBelow(reducedAxes(attrs, site))}`)(operands, attrs, site)
        : {
            text: `\\max_{${site.index}} ${grouped(operands[0], binding.power, "\\left(", "\\right)")}`,
            binds: binding.product,
            open: true,
          },
    numpy: numpyReduction("np.max"),
  },
});

/** The value that no element of the dtype is below. */
const leastOf = (dtype: DType): number => (isFloat(dtype) ? Number.NEGATIVE_INFINITY : integerRange[dtype][0]);

// A comparison with NaN is false: a NaN is taken by asking for it, and then nothing exceeds it.
const larger = (most: number, v: number): number => (v > most || v !== v ? v : most);

/** Whole runs fall into one output element each; four runs side by side, as in sumInto. */
function maxOfRuns(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan): void {
  let run = 0;
  let i = 0;
  for (; run < runs - 3; run += 4, i += 3 * length) {
    let m0 = x[i]!;
    let m1 = x[i + length]!;
    let m2 = x[i + 2 * length]!;
    let m3 = x[i + 3 * length]!;
    for (const end = i++ + length; i < end; i++) {
      m0 = larger(m0, x[i]!);
      m1 = larger(m1, x[i + length]!);
      m2 = larger(m2, x[i + 2 * length]!);
      m3 = larger(m3, x[i + 3 * length]!);
    }
    store(y, target[run]!, m0);
    store(y, target[run + 1]!, m1);
    store(y, target[run + 2]!, m2);
    store(y, target[run + 3]!, m3);
  }
  for (; run < runs; run++) {
    let most = x[i]!;
    for (const end = i++ + length; i < end; i++) most = larger(most, x[i]!);
    store(y, target[run]!, most);
  }
}

const store = (y: TypedArray, at: number, v: number): void => {
  y[at] = larger(y[at]!, v);
};

/** Each element of a run falls into an output element of its own. */
function maxAcrossRuns(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan): void {
  for (let run = 0; run < runs; run++) {
    const end = (run + 1) * length;
    for (let i = run * length, to = target[run] as number; i < end; i++, to++) {
      y[to] = larger(y[to]!, x[i]!);
    }
  }
}

/** max(x) = the largest element along the given axes, all where none is given. See {@link maxOp}. */
export function max<X extends Tensor, const A extends Axes = AllAxes, const K extends boolean = false>(
  x: X,
  options?: ReductionOptions<"max", X, A, K>,
): Tensor<Reduce<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function max(x: Tensor, { name, ...options }: ReduceOptions & Named = {}): Tensor {
  return apply(maxOp, [x], { ...reductionAttrs("max", x, options) }, name === undefined ? {} : { name });
}
