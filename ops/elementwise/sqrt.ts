import { atom, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainDiv } from "./chain-div.ts";
import { mul } from "./mul.ts";

/**
 * sqrt(x) = √x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   negative → NaN; −0 → −0; NaN → NaN; Infinity → Infinity. Correctly rounded in both dtypes.
 * Errors:  OpError when x is not a float tensor.
 * Source:  ONNX Sqrt-13.
 */
export const sqrtOp = defineOp({
  name: "sqrt",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.sqrt(x),
  vjp: (dy, _, y) => [() => chainDiv(dy, mul(2, y))],
  picture: { role: "op", label: "√" },
  notation: { text: call("√"), latex: ([x]) => atom(`\\sqrt{${x.text}}`), numpy: call("np.sqrt") },
});

/** sqrt(x) = √x, elementwise. See {@link sqrtOp}. @function */
export const sqrt: FloatFunction<"sqrt"> = /* @__PURE__ */ unary(sqrtOp);
