import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { TransposedInput, TransposedShape } from "../../graph/types/convolution.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Layout3d, Numbers, Padding } from "../../graph/types/sliding.ts";
import { type AnyTransposed, convolutionLayer, type TransposedOptions } from "../shared/convolution-layer.ts";
import { transposedConvolution, transposedKind } from "../shared/transposed-convolution.ts";
import { conv3dOp } from "./conv3d.ts";

/**
 * convTranspose3d(x, w, b) = x ∗ᵀ w + b: each element of x times the weights is added to the window that it stands for.
 *
 *     y[n, i·stride + p·dilation − before, …, f] sums b[f] + x[n, i, j, k, c] · w[p, q, r, f, c] over i, j, k, p, q, r, c
 *
 * x: float[N, D, H, W, C], w: float[d, h, w, F ÷ groups, C], b: float[F] → float[N, D′, H′, W′, F]; under "NCDHW" x: float[N, C, D, H, W],
 *    w: float[C, F ÷ groups, d, h, w] → float[N, F, D′, H′, W′]; D′ = (D − 1)·stride + dilation·(d − 1) + 1 + outputPadding − before − after,
 *    with "same" D·stride, and so on
 * Edges:   those of convTranspose2d.
 * Errors:  those of convTranspose2d, of five axes.
 * Source:  Keras Conv3DTranspose; ONNX ConvTranspose-11.
 */
export const convTranspose3dOp = defineOp(
  transposedConvolution({ name: "convTranspose3d", title: "ConvTranspose3d", layouts: ["NDHWC", "NCDHW"] }, conv3dOp),
);

/** What convTranspose3d takes: `filters` and `size`, and the layer makes its own weights and biases; or the tensors themselves. */
export type ConvTranspose3dOptions = AnyTransposed<Layout3d>;

/** convTranspose3d(x, { filters, size }) = x ∗ᵀ w + b with parameters of its own, or given ones. See {@link convTranspose3dOp}. */
export function convTranspose3d<
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
  const L extends Layout3d = "NDHWC",
>(
  x: TransposedInput<"convTranspose3d", X, 5, K, W, T, D, P, O, L>,
  options: TransposedOptions<"convTranspose3d", X, 5, F, K, W, B, T, D, P, O, G, L>,
): Tensor<TransposedShape<X["shape"], F, K, W, T, D, P, O, G, L>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function convTranspose3d(x: Tensor, options: ConvTranspose3dOptions): Tensor {
  return convolutionLayer({ op: convTranspose3dOp, usual: "NDHWC", ...transposedKind }, x, options);
}
