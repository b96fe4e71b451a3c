import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { TransposedInput, TransposedShape } from "../../graph/types/convolution.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Layout2d, Numbers, Padding } from "../../graph/types/sliding.ts";
import { type AnyTransposed, convolutionLayer, type TransposedOptions } from "../shared/convolution-layer.ts";
import { transposedConvolution, transposedKind } from "../shared/transposed-convolution.ts";
import { conv2dOp } from "./conv2d.ts";

/**
 * convTranspose2d(x, w, b) = x ∗ᵀ w + b: each element of x times the weights is added to the window that it stands for, which makes images
 * larger: with stride 2 twice as large.
 *
 *     y[n, i·stride + k·dilation − before, j·stride + l·dilation − before, f] sums b[f] + x[n, i, j, c] · w[k, l, f, c] over i, j, k, l, c
 *
 * x: float[N, H, W, C], w: float[h, w, F ÷ groups, C], b: float[F] → float[N, H′, W′, F]; under "NCHW" x: float[N, C, H, W],
 *    w: float[C, F ÷ groups, h, w] → float[N, F, H′, W′]; H′ = (H − 1)·stride + dilation·(h − 1) + 1 + outputPadding − before − after,
 *    with "same" H·stride
 * Edges:   it is dx of the conv2d with these weights, from dy in the place of x, and conv2d is its dx. What lies in the padding is dropped;
 *          with "same" so much that H·stride is left, the odd row below (ONNX SAME_UPPER, TensorFlow). `outputPadding` adds rows that no
 *          window reaches: of several sizes with the same number of windows it chooses one.
 * Errors:  OpError when x has not four axes, weights or biases do not fit it, groups do not divide channels and filters, outputPadding is not
 *          less than the stride, nothing is left without the padding, or dtypes differ.
 * Source:  Dumoulin & Visin 2016, arXiv 1603.07285; Keras Conv2DTranspose; ONNX ConvTranspose-11.
 */
export const convTranspose2dOp = defineOp(
  transposedConvolution({ name: "convTranspose2d", title: "ConvTranspose2d", layouts: ["NHWC", "NCHW"] }, conv2dOp),
);

/** What convTranspose2d takes: `filters` and `size`, and the layer makes its own weights and biases; or the tensors themselves. */
export type ConvTranspose2dOptions = AnyTransposed<Layout2d>;

/** convTranspose2d(x, { filters, size }) = x ∗ᵀ w + b with parameters of its own, or given ones. See {@link convTranspose2dOp}. */
export function convTranspose2d<
  X extends Tensor,
  const F extends number = never,
  const K extends Numbers = never,
  W extends Tensor = never,
  B extends Tensor = never,
  const T extends Numbers = 1,
  const D extends Numbers = 1,
  const P extends Padding = "valid",
  const O extends Numbers = 0,
  const G extends number = 1,
  const L extends Layout2d = "NHWC",
>(
  x: TransposedInput<"convTranspose2d", X, 4, K, W, T, D, P, O, L>,
  options: TransposedOptions<"convTranspose2d", X, 4, F, K, W, B, T, D, P, O, G, L>,
): Tensor<TransposedShape<X["shape"], F, K, W, T, D, P, O, G, L>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function convTranspose2d(x: Tensor, options: ConvTranspose2dOptions): Tensor {
  return convolutionLayer({ op: convTranspose2dOp, usual: "NHWC", ...transposedKind }, x, options);
}
