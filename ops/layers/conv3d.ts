import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ConvolutionInput, ConvolutionShape } from "../../graph/types/convolution.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Layout3d, Numbers, Padding } from "../../graph/types/sliding.ts";
import { type AnyConvolution, type ConvolutionOptions, convolutionLayer } from "../shared/convolution-layer.ts";
import { convolution } from "../shared/convolution-op.ts";

/**
 * conv3d(x, w, b) = x ∗ w + b: at each place the sum of a window of x times the weights of each filter, over the window and the channels.
 *
 *     y[n, i, j, k, f] = b[f] + Σ over p, q, r, c of x[n, i·stride + p·dilation − before, …, c] · w[p, q, r, c, f]
 *
 * x: float[N, D, H, W, C], w: float[d, h, w, C ÷ groups, F], b: float[F] → float[N, D′, H′, W′, F]; under "NCDHW" x: float[N, C, D, H, W],
 *    w: float[F, C ÷ groups, d, h, w] → float[N, F, D′, H′, W′]; D′ = ⌊(before + D + after − dilation·(d − 1) − 1) ÷ stride⌋ + 1, and so on
 * Edges:   those of conv2d.
 * Errors:  those of conv2d, of five axes.
 * Source:  Keras Conv3D; ONNX Conv-11.
 */
export const conv3dOp = defineOp(convolution({ name: "conv3d", title: "Conv3d", layouts: ["NDHWC", "NCDHW"] }));

/** What conv3d takes: `filters` and `size`, and the layer makes its own weights and biases; or the tensors themselves. */
export type Conv3dOptions = AnyConvolution<Layout3d>;

/** conv3d(x, { filters, size }) = x ∗ w + b with parameters of its own, or conv3d(x, { weights, biases }). See {@link conv3dOp}. */
export function conv3d<
  X extends Tensor,
  const F extends number = never,
  const K extends Numbers = never,
  W extends Tensor = never,
  B extends Tensor = never,
  const T extends Numbers = 1,
  const D extends Numbers = 1,
  const P extends Padding = "valid",
  const G extends number = 1,
  const L extends Layout3d = "NDHWC",
>(
  x: ConvolutionInput<"conv3d", X, 5, L, W>,
  options: ConvolutionOptions<"conv3d", X, 5, F, K, W, B, T, D, P, G, L>,
): Tensor<ConvolutionShape<X["shape"], F, K, W, T, D, P, L>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function conv3d(x: Tensor, options: Conv3dOptions): Tensor {
  return convolutionLayer({ op: conv3dOp, usual: "NDHWC" }, x, options);
}
