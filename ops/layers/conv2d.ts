import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ConvolutionInput, ConvolutionShape } from "../../graph/types/convolution.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Layout2d, Numbers, Padding } from "../../graph/types/sliding.ts";
import { type AnyConvolution, type ConvolutionOptions, convolutionLayer } from "../shared/convolution-layer.ts";
import { convolution } from "../shared/convolution-op.ts";

/**
 * conv2d(x, w, b) = x ∗ w + b: at each place the sum of a window of x times the weights of each filter, over the window and the channels.
 *
 *     y[n, i, j, f] = b[f] + Σ over k, l, c of x[n, i·stride + k·dilation − before, j·stride + l·dilation − before, c] · w[k, l, c, f]
 *
 * x: float[N, H, W, C], w: float[h, w, C ÷ groups, F], b: float[F] → float[N, H′, W′, F]; under "NCHW" x: float[N, C, H, W],
 *    w: float[F, C ÷ groups, h, w] → float[N, F, H′, W′]; H′ = ⌊(before + H + after − dilation·(h − 1) − 1) ÷ stride⌋ + 1, likewise W′
 * Edges:   beyond x there are zeros. "same" pads so that H′ = ⌈H ÷ stride⌉, the odd row below and column to the right (ONNX SAME_UPPER,
 *          TensorFlow). Of groups, filter f sees the channels of group ⌊f · groups ÷ F⌋ only. The window is not turned round: mathematics
 *          calls this a cross-correlation.
 * Errors:  OpError when x has not four axes, weights or biases do not fit it, groups do not divide channels and filters, the window is
 *          larger than x with its padding, or dtypes differ.
 * Source:  LeCun et al. 1998; Keras Conv2D; ONNX Conv-11.
 */
export const conv2dOp = defineOp(convolution({ name: "conv2d", title: "Conv2d", layouts: ["NHWC", "NCHW"] }));

/** What conv2d takes: `filters` and `size`, and the layer makes its own weights and biases; or the tensors themselves. */
export type Conv2dOptions = AnyConvolution<Layout2d>;

/** conv2d(x, { filters, size }) = x ∗ w + b with parameters of its own, or conv2d(x, { weights, biases }). See {@link conv2dOp}. */
export function conv2d<
  X extends Tensor,
  const F extends number = never,
  const K extends Numbers = never,
  W extends Tensor = never,
  B extends Tensor = never,
  const T extends Numbers = 1,
  const D extends Numbers = 1,
  const P extends Padding = "valid",
  const G extends number = 1,
  const L extends Layout2d = "NHWC",
>(
  x: ConvolutionInput<"conv2d", X, 4, L, W>,
  options: ConvolutionOptions<"conv2d", X, 4, F, K, W, B, T, D, P, G, L>,
): Tensor<ConvolutionShape<X["shape"], F, K, W, T, D, P, L>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function conv2d(x: Tensor, options: Conv2dOptions): Tensor {
  return convolutionLayer({ op: conv2dOp, usual: "NHWC" }, x, options);
}
