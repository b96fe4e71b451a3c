import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";

/**
 * round(x) = the whole number nearest to x, of two the even one, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   0.5 → 0, 1.5 → 2, 2.5 → 2; −0 → −0, as is what lies between −0.5 and it; ±Infinity and NaN stay.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy round; ONNX Round-11.
 */
export const roundOp = defineOp({
  name: "round",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.round(x),
  vjp: "not-differentiable",
  picture: { role: "function", label: "round" },
  notation: { text: call("round"), latex: latexCall("\\operatorname{round}"), numpy: call("np.round") },
});

/** round(x) = the whole number nearest to x, of two the even one, elementwise. See {@link roundOp}. @function */
export const round: FloatFunction<"round"> = /* @__PURE__ */ unary(roundOp);
