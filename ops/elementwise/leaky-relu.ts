import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { inferFloatByNumbers } from "../shared/infer.ts";
import { latexNumber, torchNumber } from "../shared/notation.ts";
import { add } from "./add.ts";
import { greater } from "./greater.ts";
import { maximum } from "./maximum.ts";
import { minimum } from "./minimum.ts";
import { mul } from "./mul.ts";
import { where } from "./where.ts";

/**
 * leakyRelu(x, { alpha }) = max(0, x) + α min(0, x) of α = alpha, elementwise: x where x > 0, α x elsewhere.
 *
 * x: float[...S]; α: a number, by default 0.01 → float[...S]
 * Edges:   NaN → NaN; −0 → 0; derivative at ±0 and at NaN is α, as in PyTorch.
 * Errors:  OpError when x is not a float tensor, or α is not finite.
 * Source:  Maas et al. 2013; ONNX LeakyRelu-16.
 */
export const leakyReluOp = defineOp<{ readonly alpha: number | string }>({
  name: "leakyRelu",
  inputs: ["x"],
  attrs: { alpha: "number" },
  infer: inferFloatByNumbers,
  definition: ([x], { alpha }) => add(maximum(0, x), mul(decodeNumber(alpha), minimum(0, x))),
  vjp: (dy, [x], _, { alpha }) => [() => where(greater(x, 0), dy, mul(decodeNumber(alpha), dy))],
  picture: {
    role: "function",
    label: ({ alpha }) => `leaky ReLU ${alpha}`,
    title: "Leaky ReLU",
    formula: ({ alpha }) => `max(0, ·) + ${alpha} min(0, ·)`,
  },
  notation: {
    text: ([x], { alpha }) => atom(`leakyRelu(${x.text}, ${alpha})`),
    torch: ([x], { alpha }) => atom(`F.leaky_relu(${x.text}, ${torchNumber(alpha)})`),
    latex: (operands, attrs, site) => latexCall(`\\operatorname{leakyReLU}_{${latexNumber(attrs.alpha)}}`)(operands, attrs, site),
  },
});

/** leakyRelu(x, { alpha }) = x where x > 0, alpha x elsewhere; alpha is 0.01 where none is given. See {@link leakyReluOp}. */
export function leakyRelu<X extends Tensor>(x: FloatTensor<"leakyRelu", X>, options?: { readonly alpha?: number } & Named): X;
export function leakyRelu(x: Tensor, options?: { readonly alpha?: number } & Named): Tensor {
  const { alpha = 0.01 } = optionsOf(leakyReluOp, options, ["alpha negative_slope"]);
  return apply(leakyReluOp, [x], { alpha: encodeNumber(alpha) }, options);
}
