import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { arctangent, inDouble, odd } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainDiv } from "./chain-div.ts";
import { mul } from "./mul.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";

/**
 * asin(x) = sin⁻¹ x, the angle from −π ÷ 2 to π ÷ 2 whose sine is x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   beyond ±1 and of NaN → NaN; ±1 → ±π ÷ 2; −0 → −0; within 3 ulps in float64, rounded once in float32. The derivative at ±1 is Infinity.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy arcsin; ONNX Asin-7.
 */
export const asinOp = defineOp({
  name: "asin",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) =>
    // 2 tan⁻¹(x ÷ (1 + √(1 − x²))), half of the angle's triangle: no digit is lost at 0 or ±1.
    odd(s, x, (a) => s.mul(2, arctangent(s, s.div(a, s.add(1, s.sqrt(s.mul(s.sub(1, a), s.add(1, a)))))))),
  ),
  vjp: (dy, [x]) => [() => chainDiv(dy, sqrt(mul(sub(1, x), add(1, x))))],
  picture: { role: "function", label: "asin" },
  notation: { text: call("asin"), latex: latexCall("\\sin^{-1}"), numpy: call("np.arcsin") },
});

/** asin(x) = sin⁻¹ x, the angle from −π ÷ 2 to π ÷ 2 whose sine is x, elementwise. See {@link asinOp}. @function */
export const asin: FloatFunction<"asin"> = /* @__PURE__ */ unary(asinOp);
