import { call, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { mul } from "./mul.ts";
import { sigmoid } from "./sigmoid.ts";
import { sub } from "./sub.ts";

const scale = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/** ½ (1 + tanh u) of u = √(2 ÷ π) (x + 0.044715 x³), as σ(2u), which loses no digits where tanh u is near −1. */
const gate = (x: AnyTensor): AnyTensor => sigmoid(mul(2 * scale, mul(x, add(1, mul(cubic, mul(x, x))))));

/**
 * gelu(x) = x σ(2u) = ½ x (1 + tanh u) of u = √(2 ÷ π) (x + 0.044715 x³), elementwise: the Gaussian error linear unit in its tanh form.
 *
 * x: float[...S] → float[...S]
 * Edges:   within 5e-4 of x Φ(x), the exact form; Infinity → Infinity; −Infinity and NaN → NaN.
 * Errors:  OpError when x is not a float tensor.
 * Source:  Hendrycks & Gimpel 2016, arXiv 1606.08415; ONNX Gelu-20 with approximate = "tanh".
 */
export const geluOp = defineOp({
  name: "gelu",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  definition: ([x]) => mul(x, gate(x)),
  vjp: (dy, [x]) => [
    () => {
      const g = gate(x);
      const slope = mul(2 * scale, add(1, mul(3 * cubic, mul(x, x))));
      return chainMul(dy, add(g, mul(mul(x, mul(g, sub(1, g))), slope)));
    },
  ],
  picture: { role: "function", label: "gelu", title: "GELU", formula: "½ x (1 + tanh u)" },
  notation: { text: call("gelu"), latex: latexCall("\\operatorname{gelu}") },
});

/** gelu(x), the Gaussian error linear unit in its tanh form, elementwise. See {@link geluOp}. @function */
export const gelu: FloatFunction<"gelu"> = /* @__PURE__ */ unary(geluOp);
