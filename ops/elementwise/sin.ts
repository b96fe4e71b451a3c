import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { cos } from "./cos.ts";

/**
 * sin(x) = the sine of x in radians, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   −0 → −0; ±Infinity and NaN → NaN. In float32 the float64 result is rounded once.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NNFS ch. 4 (the curve that the book fits); ONNX Sin-7.
 */
export const sinOp = defineOp({
  name: "sin",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.sin(x),
  vjp: (dy, [x]) => [() => chainMul(dy, cos(x))],
  picture: { role: "function", label: "sin" },
  notation: { text: call("sin"), latex: latexCall("\\sin"), numpy: call("np.sin") },
});

/** sin(x) = the sine of x in radians, elementwise. See {@link sinOp}. @function */
export const sin: FloatFunction<"sin"> = /* @__PURE__ */ unary(sinOp);
