import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloatTest } from "../shared/infer.ts";
import { type FloatTest, unary } from "../shared/unary.ts";

/**
 * isNan(x) is true where x is not a number, elementwise.
 *
 * x: float[...S] → bool[...S]
 * Edges:   true of every NaN, whatever its sign and payload; false of ±Infinity.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy isnan; ONNX IsNaN-20.
 */
export const isNanOp = defineOp({
  name: "isNan",
  inputs: ["x"],
  attrs: {},
  infer: inferFloatTest,
  scalar: (s, [x]) => s.not(s.equal(x, x)),
  vjp: "not-differentiable",
  picture: { role: "function", label: "isNan" },
  notation: { text: call("isNan"), latex: latexCall("\\operatorname{isNan}"), numpy: call("np.isnan") },
});

/** isNan(x): true where x is not a number. See {@link isNanOp}. @function */
export const isNan: FloatTest<"isNan"> = /* @__PURE__ */ unary(isNanOp);
