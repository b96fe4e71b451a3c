import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inDouble, logOnePlus, odd } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainDiv } from "./chain-div.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/**
 * atanh(x) = tanh⁻¹ x = ½ log((1 + x) ÷ (1 − x)), elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   beyond ±1 and of NaN → NaN; ±1 → ±Infinity; −0 → −0; within 4 ulps in float64, rounded once in float32. The derivative at ±1 is Infinity.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy arctanh; ONNX Atanh-9.
 */
export const atanhOp = defineOp({
  name: "atanh",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) =>
    // ½ log(1 + 2a ÷ (1 − a))
    odd(s, x, (a) => s.mul(0.5, logOnePlus(s, s.div(s.mul(2, a), s.sub(1, a))))),
  ),
  vjp: (dy, [x]) => [() => chainDiv(dy, mul(sub(1, x), add(1, x)))],
  picture: { role: "function", label: "atanh" },
  notation: { text: call("atanh"), latex: latexCall("\\tanh^{-1}"), numpy: call("np.arctanh") },
});

/** atanh(x) = tanh⁻¹ x = ½ log((1 + x) ÷ (1 − x)), elementwise. See {@link atanhOp}. @function */
export const atanh: FloatFunction<"atanh"> = /* @__PURE__ */ unary(atanhOp);
