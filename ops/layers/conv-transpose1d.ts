import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { TransposedInput, TransposedShape } from "../../graph/types/convolution.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Layout1d, Numbers, Padding } from "../../graph/types/sliding.ts";
import { type AnyTransposed, convolutionLayer, type TransposedOptions } from "../shared/convolution-layer.ts";
import { transposedConvolution, transposedKind } from "../shared/transposed-convolution.ts";
import { conv1dOp } from "./conv1d.ts";

/**
 * convTranspose1d(x, w, b) = x ∗ᵀ w + b: each element of x times the weights is added to the window that it stands for.
 *
 *     y[n, i·stride + k·dilation − before, f] sums b[f] + x[n, i, c] · w[k, f, c] over i, k, c
 *
 * x: float[N, W, C], w: float[w, F ÷ groups, C], b: float[F] → float[N, W′, F]; under "NCW" x: float[N, C, W], w: float[C, F ÷ groups, w]
 *    → float[N, F, W′]; W′ = (W − 1)·stride + dilation·(w − 1) + 1 + outputPadding − before − after, with "same" W·stride
 * Edges:   those of convTranspose2d.
 * Errors:  those of convTranspose2d, of three axes.
 * Source:  Keras Conv1DTranspose; ONNX ConvTranspose-11.
 */
export const convTranspose1dOp = defineOp(
  transposedConvolution({ name: "convTranspose1d", title: "ConvTranspose1d", layouts: ["NWC", "NCW"] }, conv1dOp),
);

/** What convTranspose1d takes: `filters` and `size`, and the layer makes its own weights and biases; or the tensors themselves. */
export type ConvTranspose1dOptions = AnyTransposed<Layout1d>;

/** convTranspose1d(x, { filters, size }) = x ∗ᵀ w + b with parameters of its own, or given ones. See {@link convTranspose1dOp}. */
export function convTranspose1d<
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
  const L extends Layout1d = "NWC",
>(
  x: TransposedInput<"convTranspose1d", X, 3, K, W, T, D, P, O, L>,
  options: TransposedOptions<"convTranspose1d", X, 3, F, K, W, B, T, D, P, O, G, L>,
): Tensor<TransposedShape<X["shape"], F, K, W, T, D, P, O, G, L>, X["dtype"], NeedsOf<X> | NeedsOf<W> | NeedsOf<B>>;
export function convTranspose1d(x: Tensor, options: ConvTranspose1dOptions): Tensor {
  return convolutionLayer({ op: convTranspose1dOp, usual: "NWC", ...transposedKind }, x, options);
}
