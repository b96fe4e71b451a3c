import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axis, Ranked } from "../../graph/types/axes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { scatterAddAlong } from "../index/scatter-add-along.ts";
import { takeAlong } from "../index/take-along.ts";
import { axisOf } from "../shared/axes.ts";
import { latexBelow } from "../shared/notation.ts";
import {
  inferTopK,
  type TopKAttrs,
  type TopKOf,
  type TopKOptions,
  type TopKShape,
  topKIndices,
  topKSchema,
  topKWords,
} from "./top-k-indices.ts";

/**
 * topK(x, { k }) = the k largest elements along one axis, the last where none is given, the largest first.
 *
 * x: any[...S, N, ...T] → same dtype[...S, k, ...T]
 * Edges:   as topKIndices, which says where they are: of equal elements the one in front comes first, a NaN counts as largest. largest: false
 *          for the smallest. Each cotangent goes to where its element came from.
 * Errors:  OpError when x has no such axis, or k is not one of 0 … N; FeedError where a run tells N.
 * Source:  ONNX TopK-11; PyTorch topk.
 */
export const topKOp = defineOp<TopKAttrs>({
  name: "topK",
  inputs: ["x"],
  attrs: topKSchema,
  infer: (inputs, attrs, fail) => ({ shape: inferTopK(inputs, attrs, fail), dtype: inputs[0].dtype }),
  definition: ([x], { k, axis, largest }) => takeAlong(x, topKIndices(x, { k, axis, largest }), { axis }),
  vjp: (dy, [x], _, { k, axis, largest }) => [
    () => scatterAddAlong(dy, topKIndices(x, { k, axis, largest }), { axis, size: x.shape[axis] as Dim }),
  ],
  picture: { role: "function", label: (attrs) => `topK${topKWords(attrs)}`, title: "Top k", formula: (attrs) => topKWords(attrs).slice(2) },
  notation: {
    text: ([x], attrs) => atom(`topK(${x.text}${topKWords(attrs)})`),
    torch: ([x], { k, axis, largest }) =>
      atom(`torch.sort(${x.text}, dim=${axis}${largest ? ", descending=True" : ""}, stable=True).values.narrow(${axis}, 0, ${k})`),
    latex: ([x], attrs) => atom(`\\operatorname{topK}${latexBelow(topKWords(attrs))}\\left(${x.text}\\right)`),
  },
});

/** topK(x, { k }) = the k largest elements along `axis`, by default the last. See {@link topKOp}. */
export function topK<X extends Tensor, const K extends number, const A extends Axis = -1>(
  x: Ranked<"topK", X>,
  options: TopKOf<"topK", X, A, K>,
): Tensor<TopKShape<X["shape"], A, K>, X["dtype"], NeedsOf<X>>;
export function topK(x: Tensor, options: TopKOptions & Named): Tensor {
  const { k, axis = -1, largest = true } = optionsOf(topKOp, options);
  return apply(topKOp, [x], { k, axis: axisOf("topK", x, axis), largest }, options);
}
