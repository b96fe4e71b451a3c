import { atom, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";

/**
 * ceil(x) = ⌈x⌉, the smallest whole number that is not below x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   −0 → −0, as is what lies between −1 and it; ±Infinity and NaN stay.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NumPy ceil; ONNX Ceil-13.
 */
export const ceilOp = defineOp({
  name: "ceil",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.ceil(x),
  vjp: "not-differentiable",
  picture: { role: "function", label: "⌈·⌉" },
  notation: { text: ([x]) => atom(`⌈${x.text}⌉`), latex: ([x]) => atom(`\\left\\lceil ${x.text} \\right\\rceil`), numpy: call("np.ceil") },
});

/** ceil(x) = ⌈x⌉, the smallest whole number that is not below x, elementwise. See {@link ceilOp}. @function */
export const ceil: FloatFunction<"ceil"> = /* @__PURE__ */ unary(ceilOp);
