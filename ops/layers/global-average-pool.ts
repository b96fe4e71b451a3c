import { apply } from "../../graph/apply.ts";
import { atom } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Vjp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { AnyLayout, GlobalPoolShape, PoolInput } from "../../graph/types/sliding.ts";
import { mean, meanOp } from "../reduce/mean.ts";
import { type ReductionAttrs, requireFloat } from "../shared/infer.ts";
import { spatialAxes } from "../shared/layout.ts";
import { latexBelow } from "../shared/notation.ts";
import {
  type GlobalPoolAttrs,
  type GlobalPoolOptions,
  globalPoolAttrs,
  globalPoolSchema,
  globalPoolWords,
  inferGlobalPool,
} from "../shared/pool.ts";

/**
 * globalAveragePool(x) = the mean of each channel over all of its places: what is left of images for the last layers of a network.
 *
 * x: float[N, …S, C], under "NCHW" [N, C, …S], of one to three axes S → float[N, C]; with keepdims S stays, with one element each
 * Edges:   those of mean: NaN → NaN, no elements → NaN.
 * Errors:  OpError when x is not a float tensor, or has not the axes of the layout.
 * Source:  Lin et al. 2013, arXiv 1312.4400; Keras GlobalAveragePooling2D; ONNX GlobalAveragePool-1, which keeps the axes.
 */
export const globalAveragePoolOp = defineOp<GlobalPoolAttrs>({
  name: "globalAveragePool",
  inputs: ["x"],
  attrs: globalPoolSchema,
  infer: (inputs, attrs, fail) => {
    requireFloat(inputs[0], "x", fail);
    return inferGlobalPool(inputs, attrs, fail);
  },
  definition: ([x], { layout, keepdims }) => mean(x, { axis: spatialAxes(layout), keepdims }) as AnyTensor,
  vjp: (dy, inputs, y, { layout, keepdims }) => (meanOp.vjp as Vjp<ReductionAttrs>)(dy, inputs, y, { axis: spatialAxes(layout), keepdims }),
  picture: {
    role: "reduction",
    label: (attrs) => `global mean${globalPoolWords(attrs)}`,
    title: "Global average pool",
    formula: (attrs) => `mean over the places of x${globalPoolWords(attrs)}`,
  },
  notation: {
    text: ([x], attrs) => atom(`globalAveragePool(${x.text}${globalPoolWords(attrs)})`),
    latex: ([x], attrs) => atom(`\\operatorname{globalAveragePool}${latexBelow(globalPoolWords(attrs))}\\left(${x.text}\\right)`),
  },
});

/** globalAveragePool(x) = the mean of each channel over all of its places. See {@link globalAveragePoolOp}. */
export function globalAveragePool<X extends Tensor, const K extends boolean = false, const L extends AnyLayout | undefined = undefined>(
  x: PoolInput<"globalAveragePool", FloatTensor<"globalAveragePool", X>, X, L>,
  options?: GlobalPoolOptions<K, L>,
): Tensor<GlobalPoolShape<X["shape"], K, L>, X["dtype"], NeedsOf<X>>;
export function globalAveragePool(x: Tensor, options?: GlobalPoolOptions<boolean, AnyLayout>): Tensor {
  return apply(
    globalAveragePoolOp,
    [x],
    globalPoolAttrs(globalAveragePoolOp, x, options),
    options && { ...(options.name !== undefined && { name: options.name }) },
  );
}
