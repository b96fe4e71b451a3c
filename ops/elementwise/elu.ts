import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { inferFloatByNumbers } from "../shared/infer.ts";
import { latexNumber, torchNumber } from "../shared/notation.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import { greater } from "./greater.ts";
import { maximum } from "./maximum.ts";
import { minimum } from "./minimum.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";
import { tanh } from "./tanh.ts";
import { where } from "./where.ts";

/**
 * elu(x, { alpha }) = max(0, x) + α (exp(min(0, x)) − 1) of α = alpha, elementwise: x where x > 0, α (eˣ − 1) elsewhere.
 *
 * x: float[...S]; α: a number, by default 1 → float[...S]
 * Edges:   NaN → NaN; −0 → 0; −Infinity → −α; derivative at ±0 is α, as in PyTorch.
 *          eˣ − 1 is executed as 2t ÷ (1 − t) of t = tanh(x ÷ 2), which loses no digits near 0.
 * Errors:  OpError when x is not a float tensor, or α is not finite.
 * Source:  Clevert et al. 2015, arXiv 1511.07289; ONNX Elu-6.
 */
export const eluOp = defineOp<{ readonly alpha: number | string }>({
  name: "elu",
  inputs: ["x"],
  attrs: { alpha: "number" },
  infer: inferFloatByNumbers,
  definition: ([x], { alpha }) => branches(x, alpha, (low) => sub(exp(low), 1)),
  lower: ([x], { alpha }) => branches(x, alpha, expLessOne),
  vjp: (dy, [x], _, { alpha }) => [() => where(greater(x, 0), dy, chainMul(dy, mul(decodeNumber(alpha), exp(x))))],
  picture: {
    role: "function",
    label: ({ alpha }) => `ELU ${alpha}`,
    title: "ELU",
    formula: ({ alpha }) => `max(0, ·) + ${alpha} (exp(min(0, ·)) − 1)`,
  },
  notation: {
    text: ([x], { alpha }) => atom(`elu(${x.text}, ${alpha})`),
    torch: ([x], { alpha }) => atom(`F.elu(${x.text}, ${torchNumber(alpha)})`),
    latex: (operands, attrs, site) => latexCall(`\\operatorname{ELU}_{${latexNumber(attrs.alpha)}}`)(operands, attrs, site),
  },
});

/** max(0, x) + α f(min(0, x)). */
const branches = (x: AnyTensor, alpha: number | string, f: (low: AnyTensor) => AnyTensor): AnyTensor =>
  add(maximum(0, x), mul(decodeNumber(alpha), f(minimum(0, x))));

/** eˣ − 1 of x ≤ 0. */
function expLessOne(x: AnyTensor): AnyTensor {
  const t = tanh(mul(0.5, x));
  return div(mul(2, t), sub(1, t));
}

/** elu(x, { alpha }) = x where x > 0, alpha (exp(x) − 1) elsewhere; alpha is 1 where none is given. See {@link eluOp}. */
export function elu<X extends Tensor>(x: FloatTensor<"elu", X>, options?: { readonly alpha?: number } & Named): X;
export function elu(x: Tensor, options?: { readonly alpha?: number } & Named): Tensor {
  const { alpha = 1 } = optionsOf(eluOp, options);
  return apply(eluOp, [x], { alpha: encodeNumber(alpha) }, options);
}
