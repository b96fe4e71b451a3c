import { apply } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Vjp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NumberTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { AnyLayout, GlobalPoolShape, PoolInput } from "../../graph/types/sliding.ts";
import { max, maxOp } from "../reduce/max.ts";
import type { ReductionAttrs } from "../shared/infer.ts";
import { spatialAxes } from "../shared/layout.ts";
import { latexBelow } from "../shared/notation.ts";
import {
  type GlobalPoolAttrs,
  type GlobalPoolOptions,
  globalPoolAttrs,
  globalPoolSchema,
  globalPoolWords,
  inferGlobalPool,
  requireNumbers,
} from "../shared/pool.ts";

/**
 * globalMaxPool(x) = the largest element of each channel: what is left of images for the last layers of a network.
 *
 * x: number[N, …S, C], under "NCHW" [N, C, …S], of one to three axes S → same dtype[N, C]; with keepdims S stays, with one element each
 * Edges:   those of max: NaN → NaN, no elements: an error at run.
 * Errors:  OpError when x is of bools, or has not the axes of the layout.
 * Source:  Keras GlobalMaxPooling2D; ONNX GlobalMaxPool-1, which keeps the axes.
 */
export const globalMaxPoolOp = defineOp<GlobalPoolAttrs>({
  name: "globalMaxPool",
  inputs: ["x"],
  attrs: globalPoolSchema,
  infer: (inputs, attrs, fail) => {
    requireNumbers(inputs[0], "x", fail);
    return inferGlobalPool(inputs, attrs, fail);
  },
  definition: ([x], { layout, keepdims }) => max(x, { axis: spatialAxes(layout), keepdims }) as AnyTensor,
  vjp: (dy, inputs, y, { layout, keepdims }) => (maxOp.vjp as Vjp<ReductionAttrs>)(dy, inputs, y, { axis: spatialAxes(layout), keepdims }),
  picture: {
    role: "reduction",
    label: (attrs) => `global max${globalPoolWords(attrs)}`,
    title: "Global max pool",
    formula: (attrs) => `max over the places of x${globalPoolWords(attrs)}`,
  },
  notation: {
    text: ([x], attrs) => atom(`globalMaxPool(${x.text}${globalPoolWords(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{globalMaxPool}${latexBelow(globalPoolWords(attrs))}\\left(${x.text}\\right)`),
  },
});

/** globalMaxPool(x) = the largest element of each channel. See {@link globalMaxPoolOp}. */
export function globalMaxPool<X extends Tensor, const K extends boolean = false, const L extends AnyLayout | undefined = undefined>(
  x: PoolInput<"globalMaxPool", NumberTensor<"globalMaxPool", X>, X, L>,
  options?: GlobalPoolOptions<K, L>,
): Tensor<GlobalPoolShape<X["shape"], K, L>, X["dtype"], NeedsOf<X>>;
export function globalMaxPool(x: Tensor, options?: GlobalPoolOptions<boolean, AnyLayout>): Tensor {
  return apply(
    globalMaxPoolOp,
    [x],
    globalPoolAttrs(globalMaxPoolOp, x, options),
    options && { ...(options.name !== undefined && { name: options.name }) },
  );
}
