import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { FloatTensor } from "../../graph/types/dtypes.ts";
import { inferFloat } from "../shared/infer.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { sigmoid } from "./sigmoid.ts";
import { sub } from "./sub.ts";

const approximations = ["none", "tanh"] as const;

export interface GeluAttrs {
  readonly approximate: (typeof approximations)[number];
}

const scale = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/** Φ(x) = ½ (1 + erf(x ÷ √2)): the share of normal numbers below x. */
const share = (x: AnyTensor): AnyTensor => mul(0.5, add(1, erf(mul(Math.SQRT1_2, x))));

/** ½ (1 + tanh u) of u = √(2 ÷ π) (x + 0.044715 x³), as σ(2u), which loses no digits where tanh u is near −1. */
const gate = (x: AnyTensor): AnyTensor => sigmoid(mul(2 * scale, mul(x, add(1, mul(cubic, mul(x, x))))));

/**
 * gelu(x) = x Φ(x) = ½ x (1 + erf(x ÷ √2)), elementwise: the Gaussian error linear unit.
 *
 * With approximate "tanh" it is ½ x (1 + tanh u) = x σ(2u) of u = √(2 ÷ π) (x + 0.044715 x³), within 5e-4 of that.
 *
 * x: float[...S]; approximate: "none", the default, or "tanh" → float[...S]
 * Edges:   Infinity → Infinity; −Infinity and NaN → NaN. Far below 0, where the result is next to nothing, "none" has digits enough to be within
 *          |x| · 6e-8 of it in float32, as PyTorch.
 * Errors:  OpError when x is not a float tensor.
 * Source:  Hendrycks & Gimpel 2016, arXiv 1606.08415; ONNX Gelu-20; PyTorch gelu.
 */
export const geluOp = defineOp<GeluAttrs>({
  name: "gelu",
  inputs: ["x"],
  attrs: { approximate: approximations },
  infer: inferFloat,
  definition: ([x], { approximate }) => mul(x, approximate === "tanh" ? gate(x) : share(x)),
  vjp: (dy, [x], _, { approximate }) => [() => chainMul(dy, approximate === "tanh" ? gateSlope(x) : shareSlope(x))],
  picture: {
    role: "function",
    label: ({ approximate }) => `gelu${words(approximate)}`,
    title: "GELU",
    formula: ({ approximate }) => (approximate === "tanh" ? "½ x (1 + tanh u)" : "x Φ(x)"),
  },
  notation: {
    text: ([x], { approximate }) => atom(`gelu(${x.text}${words(approximate)})`),
    torch: ([x], { approximate }) => atom(`F.gelu(${x.text}${approximate === "tanh" ? ', approximate="tanh"' : ""})`),
    latex: (operands, attrs, site) =>
      latexCall(`\\operatorname{gelu}${attrs.approximate === "tanh" ? "_{\\tanh}" : ""}`)(operands, attrs, site),
  },
});

const words = (approximate: GeluAttrs["approximate"]): string => (approximate === "tanh" ? ", tanh" : "");

/** Φ(x) + x φ(x), where φ(x) = e^(−x² ÷ 2) ÷ √(2π) */
const shareSlope = (x: AnyTensor): AnyTensor => add(share(x), mul(x, mul(1 / Math.sqrt(2 * Math.PI), exp(neg(mul(0.5, mul(x, x)))))));

/** g + x g (1 − g) · 2u′ of g = σ(2u) */
function gateSlope(x: AnyTensor): AnyTensor {
  const g = gate(x);
  const slope = mul(2 * scale, add(1, mul(3 * cubic, mul(x, x))));
  return add(g, mul(mul(x, mul(g, sub(1, g))), slope));
}

/** gelu(x), the Gaussian error linear unit x Φ(x), elementwise; `approximate: "tanh"` for its tanh form. See {@link geluOp}. */
export function gelu<X extends Tensor>(x: FloatTensor<"gelu", X>, options?: { readonly approximate?: GeluAttrs["approximate"] } & Named): X;
export function gelu(x: Tensor, options?: { readonly approximate?: GeluAttrs["approximate"] } & Named): Tensor {
  const { approximate = "none" } = optionsOf(geluOp, options);
  return apply(geluOp, [x], { approximate }, options);
}
