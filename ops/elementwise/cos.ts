import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { neg } from "./neg.ts";
import { sin } from "./sin.ts";

/**
 * cos(x) = the cosine of x in radians, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   ±Infinity and NaN → NaN. In float32 the float64 result is rounded once.
 * Errors:  OpError when x is not a float tensor.
 * Source:  ONNX Cos-7.
 */
export const cosOp = defineOp({
  name: "cos",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.cos(x),
  vjp: (dy, [x]) => [() => neg(chainMul(dy, sin(x)))],
  picture: { role: "function", label: "cos" },
  notation: { text: call("cos"), latex: latexCall("\\cos"), numpy: call("np.cos") },
});

/** cos(x) = the cosine of x in radians, elementwise. See {@link cosOp}. @function */
export const cos: FloatFunction<"cos"> = /* @__PURE__ */ unary(cosOp);
