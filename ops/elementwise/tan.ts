import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inDouble } from "../shared/in-double.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { add } from "./add.ts";
import { chainMul } from "./chain-mul.ts";
import { mul } from "./mul.ts";

/**
 * tan(x) = sin(x) ÷ cos(x), the tangent of x in radians, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   −0 → −0; ±Infinity and NaN → NaN; within 3 ulps in float64, also beside its poles, and rounded once in float32.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy tan; ONNX Tan-7.
 */
export const tanOp = defineOp({
  name: "tan",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: inDouble((s, x) => s.div(s.sin(x), s.cos(x))),
  vjp: (dy, _, y) => [() => chainMul(dy, add(1, mul(y, y)))],
  picture: { role: "function", label: "tan" },
  notation: { text: call("tan"), latex: latexCall("\\tan"), numpy: call("np.tan") },
});

/** tan(x) = sin(x) ÷ cos(x), the tangent of x in radians, elementwise. See {@link tanOp}. @function */
export const tan: FloatFunction<"tan"> = /* @__PURE__ */ unary(tanOp);
