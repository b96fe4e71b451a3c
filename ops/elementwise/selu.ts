import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { elu } from "./elu.ts";
import { exp } from "./exp.ts";
import { greater } from "./greater.ts";
import { mul } from "./mul.ts";
import { where } from "./where.ts";

/** Those of ONNX, the numbers of the paper rounded to float32: 1.67326319217681884765625 and 1.05070102214813232421875. */
const alpha = 1.6732631921768188;
const gamma = 1.0507010221481323;

/**
 * selu(x) = γ elu(x, { alpha: α }), elementwise, of α = 1.6732632 and γ = 1.050701: layers of it keep mean 0 and variance 1.
 *
 * x: float[...S] → float[...S]
 * Edges:   NaN → NaN; −0 → 0; −Infinity → −γ α = −1.7580993; derivative at ±0 is γ α, as in PyTorch.
 *          α and γ are ONNX's, rounded to float32: 1.67326319217681884765625 and 1.05070102214813232421875.
 * Errors:  OpError when x is not a float tensor.
 * Source:  Klambauer et al. 2017, arXiv 1706.02515; ONNX Selu-6.
 */
export const seluOp = defineOp({
  name: "selu",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  definition: ([x]) => mul(gamma, elu(x, { alpha })),
  vjp: (dy, [x]) => [() => where(greater(x, 0), mul(gamma, dy), chainMul(dy, mul(gamma * alpha, exp(x))))],
  picture: { role: "function", label: "SELU", title: "SELU", formula: "γ ELU(x, α)" },
  notation: { text: call("selu"), latex: latexCall("\\operatorname{SELU}") },
});

/** selu(x) = γ elu(x), the self-normalising linear unit, elementwise. See {@link seluOp}. @function */
export const selu: FloatFunction<"selu"> = /* @__PURE__ */ unary(seluOp);
