import { call, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { div } from "./div.ts";
import { exp } from "./exp.ts";
import { minimum } from "./minimum.ts";
import { mul } from "./mul.ts";
import { sigmoid } from "./sigmoid.ts";
import { softplus } from "./softplus.ts";
import { sub } from "./sub.ts";
import { tanh } from "./tanh.ts";

/** tanh(log(1 + e)) = n ÷ (n + 2) of n = e (e + 2), e = exp(x): no digits are lost where e is small, and from 20 on it is 1. */
function gate(x: AnyTensor): AnyTensor {
  const e = exp(minimum(x, 20));
  const n = mul(e, add(e, 2));
  return div(n, add(n, 2));
}

/**
 * mish(x) = x tanh(softplus(x)) = x tanh(log(1 + exp(x))), elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   Infinity → Infinity; −Infinity and NaN → NaN; where exp(x) underflows the result is −0, and so is the derivative.
 *          Executed as x n ÷ (n + 2) of n = eˣ (eˣ + 2), which neither overflows nor loses digits.
 * Errors:  OpError when x is not a float tensor.
 * Source:  Misra 2019, arXiv 1908.08681; ONNX Mish-18.
 */
export const mishOp = defineOp({
  name: "mish",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  definition: ([x]) => mul(x, tanh(softplus(x))),
  lower: ([x]) => mul(x, gate(x)),
  vjp: (dy, [x]) => [
    () => {
      const g = gate(x);
      // tanh′ u = 1 − tanh² u, softplus′ x = σ(x)
      return chainMul(dy, add(g, mul(mul(x, sigmoid(x)), sub(1, mul(g, g)))));
    },
  ],
  picture: { role: "function", label: "mish", title: "Mish", formula: "x tanh(softplus(x))" },
  notation: { text: call("mish"), latex: latexCall("\\operatorname{mish}"), torch: call("F.mish") },
});

/** mish(x) = x tanh(softplus(x)), elementwise. See {@link mishOp}. @function */
export const mish: FloatFunction<"mish"> = /* @__PURE__ */ unary(mishOp);
