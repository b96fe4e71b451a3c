import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { subtractDims } from "../../graph/dim.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Difference } from "../../graph/types/arithmetic.ts";
import type { Axis, AxisPosition, AxisProblem, Ranked } from "../../graph/types/axes.ts";
import type { WithDim } from "../../graph/types/dims.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { slice } from "../move/slice.ts";
import { axisOf } from "../shared/axes.ts";
import { resolveAxis } from "../shared/infer.ts";
import { latexBelow } from "../shared/notation.ts";
import { argsort } from "./argsort.ts";

export interface TopKAttrs {
  readonly k: number;
  readonly axis: number;
  readonly largest: boolean;
}
export const topKSchema = { k: "integer", axis: "integer", largest: "boolean" } as const;

/**
 * topKIndices(x, { k }) = the positions along one axis, the last where none is given, of the k largest elements, the largest first.
 *
 * x: any[...S, N, ...T] → int32[...S, k, ...T]
 * Edges:   of equal elements the one in front comes first; a NaN counts as largest, as in max. largest: false for the smallest. Not
 *          differentiable; topK is.
 * Errors:  OpError when x has no such axis, or k is not one of 0 … N; FeedError where a run tells N.
 * Source:  ONNX TopK-11; PyTorch topk.
 */
export const topKIndicesOp = defineOp<TopKAttrs>({
  name: "topKIndices",
  inputs: ["x"],
  attrs: topKSchema,
  infer: (inputs, attrs, fail) => ({ shape: inferTopK(inputs, attrs, fail), dtype: "int32" }),
  definition: ([x], { k, axis, largest }) => slice(argsort(x, { axis, descending: largest }), { axis, stop: k }),
  vjp: "not-differentiable",
  picture: {
    role: "function",
    label: (attrs) => `topKIndices${topKWords(attrs)}`,
    title: "Positions of the top k",
    formula: (attrs) => topKWords(attrs).slice(2),
  },
  notation: {
    text: ([x], attrs) => atom(`topKIndices(${x.text}${topKWords(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{topKIndices}${latexBelow(topKWords(attrs))}\\left(${x.text}\\right)`),
  },
});

/** The shape of x with k elements along the axis. */
export function inferTopK([x]: Operands<TensorType>, { k, axis }: TopKAttrs, fail: Fail): Dim[] {
  resolveAxis(axis, x, fail);
  const rest = subtractDims(x.shape[axis] as Dim, k);
  if (k < 0 || (typeof rest === "number" && rest < 0)) {
    fail({
      code: "top-k",
      expected: `k must be one of 0 … ${x.shape[axis]}`,
      actual: `${k} for ${showType(x)} along axis ${axis}`,
      cure: "correct k",
    });
  }
  return x.shape.with(axis, k);
}

/** ", k 3, axis 0, smallest" */
export const topKWords = ({ k, axis, largest }: TopKAttrs): string => `, k ${k}, axis ${axis}${largest ? "" : ", smallest"}`;

/** The shape of S with K elements along the axis A. */
export type TopKShape<S extends Shape, A, K extends number> = number extends S["length"]
  ? Dim[]
  : [AxisPosition<S, A>] extends [infer P extends number]
    ? number extends P
      ? Dim[]
      : WithDim<S, P, K>
    : Dim[];

/** Why S has no K elements along the axis A, else never. */
type KProblem<Op extends string, S extends Shape, A, K extends number> = number extends K
  ? never
  : `${K}` extends `-${string}`
    ? `${Op}: k must not be negative, got ${K}`
    : S[AxisPosition<S, A> & keyof S] extends infer N extends number
      ? number extends N
        ? never
        : Difference<K, N> extends 0
          ? never
          : `${Op}: k must be at most the size of its axis, got ${K} of ${ShowShape<S>}`
      : never;

/** How many elements of X, along which axis. */
export interface TopKOf<Op extends string, X extends Tensor, A, K extends number> extends Named {
  readonly k: Checked<KProblem<Op, X["shape"], A, K>, K>;
  /** By position or name, default the last. */
  readonly axis?: Checked<AxisProblem<Op, X["shape"], A>, A>;
  /** Default true; false: the smallest, that one first. */
  readonly largest?: boolean;
}

export interface TopKOptions {
  readonly k: number;
  readonly axis?: Axis;
  readonly largest?: boolean;
}

/** topKIndices(x, { k }) = the positions of the k largest elements along `axis`, by default the last. See {@link topKIndicesOp}. */
export function topKIndices<X extends Tensor, const K extends number, const A extends Axis = -1>(
  x: Ranked<"topKIndices", X>,
  options: TopKOf<"topKIndices", X, A, K>,
): Tensor<TopKShape<X["shape"], A, K>, "int32", NeedsOf<X>>;
export function topKIndices(x: Tensor, options: TopKOptions & Named): Tensor {
  const { k, axis = -1, largest = true } = optionsOf(topKIndicesOp, options);
  return apply(topKIndicesOp, [x], { k, axis: axisOf("topKIndices", x, axis), largest }, options);
}
