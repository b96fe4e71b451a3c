import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { arctangent, inDouble, odd } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainDiv } from "./chain-div.ts";
import { mul } from "./mul.ts";

/**
 * atan(x) = tan⁻¹ x, the angle from −π ÷ 2 to π ÷ 2 whose tangent is x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   ±Infinity → ±π ÷ 2; −0 → −0; NaN → NaN; within 2 ulps in float64, rounded once in float32.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy arctan; ONNX Atan-7.
 */
export const atanOp = defineOp({
  name: "atan",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) => odd(s, x, (a) => arctangent(s, a))),
  vjp: (dy, [x]) => [() => chainDiv(dy, add(1, mul(x, x)))],
  picture: { role: "function", label: "atan" },
  notation: { text: call("atan"), latex: latexCall("\\tan^{-1}"), numpy: call("np.arctan") },
});

/** atan(x) = tan⁻¹ x, the angle from −π ÷ 2 to π ÷ 2 whose tangent is x, elementwise. See {@link atanOp}. @function */
export const atan: FloatFunction<"atan"> = /* @__PURE__ */ unary(atanOp);
