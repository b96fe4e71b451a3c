import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ConvolutionInput, ConvolutionShape } from "../../graph/types/convolution.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Layout1d, Numbers, Padding } from "../../graph/types/sliding.ts";
import { type AnyConvolution, type ConvolutionOptions, convolutionLayer } from "../shared/convolution-layer.ts";
import { convolution } from "../shared/convolution-op.ts";

/**
 * conv1d(x, w, b) = x ∗ w + b: at each place the sum of a window of x times the weights of each filter, over the window and the channels.
 *
 *     y[n, i, f] = b[f] + Σ over k, c of x[n, i·stride + k·dilation − before, c] · w[k, c, f]
 *
 * x: float[N, W, C], w: float[w, C ÷ groups, F], b: float[F] → float[N, W′, F]; under "NCW" x: float[N, C, W], w: float[F, C ÷ groups, w]
 *    → float[N, F, W′]; W′ = ⌊(before + W + after − dilation·(w − 1) − 1) ÷ stride⌋ + 1
 * Edges:   those of conv2d. A causal convolution, which sees nothing that comes later, has padding: [[dilation·(w − 1), 0]].
 * Errors:  those of conv2d, of three axes.
 * Source:  Keras Conv1D; ONNX Conv-11.
 */
export const conv1dOp = defineOp(convolution({ name: "conv1d", title: "Conv1d", layouts: ["NWC", "NCW"] }));

/** What conv1d takes: `filters` and `size`, and the layer makes its own weights and biases; or the tensors themselves. */
export type Conv1dOptions = AnyConvolution<Layout1d>;

/** conv1d(x, { filters, size }) = x ∗ w + b with parameters of its own, or conv1d(x, { weights, biases }). See {@link conv1dOp}. */
export function conv1d<
  X extends Tensor,
  const F extends number = never,
  const K extends Numbers = never,
  W extends Tensor = never,
  B extends Tensor = never,
  const T extends Numbers = 1,
  const D extends Numbers = 1,
  const P extends Padding = "valid",
  const G extends number = 1,
  const L extends Layout1d = "NWC",
>(
  x: ConvolutionInput<"conv1d", X, 3, L, W>,
  options: ConvolutionOptions<"conv1d", X, 3, F, K, W, B, T, D, P, G, L>,
): Tensor<ConvolutionShape<X["shape"], F, K, W, T, D, P, L>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function conv1d(x: Tensor, options: Conv1dOptions): Tensor {
  return convolutionLayer({ op: conv1dOp, usual: "NWC" }, x, options);
}
