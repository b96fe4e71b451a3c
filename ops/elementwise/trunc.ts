import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";

/**
 * trunc(x) = the whole number next to x on the side of 0, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   −0 → −0, as is what lies between −1 and it; ±Infinity and NaN stay.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy trunc.
 */
export const truncOp = defineOp({
  name: "trunc",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.trunc(x),
  vjp: "not-differentiable",
  picture: { role: "function", label: "trunc" },
  notation: { text: call("trunc"), latex: latexCall("\\operatorname{trunc}"), numpy: call("np.trunc") },
});

/** trunc(x) = the whole number next to x on the side of 0, elementwise. See {@link truncOp}. @function */
export const trunc: FloatFunction<"trunc"> = /* @__PURE__ */ unary(truncOp);
