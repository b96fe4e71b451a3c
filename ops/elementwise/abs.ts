import { atom, call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferNumber } from "../shared/infer.ts";
import { type NumberFunction, unary } from "../shared/unary.ts";
import { chainMul } from "./chain-mul.ts";
import { sign } from "./sign.ts";

/**
 * abs(x) = |x|, elementwise.
 *
 * x: number[...S] → number[...S]
 * Edges:   −0 → 0; NaN → NaN; −Infinity → Infinity; in int32 |−2³¹| wraps around to −2³¹. Derivative at 0 is 0.
 * Errors:  OpError when x is bool.
 * Source:  NNFS ch. 17 (mean absolute error); ONNX Abs-13.
 */
export const absOp = defineOp({
  name: "abs",
  inputs: ["x"],
  attrs: {},
  infer: inferNumber,
  scalar: (s, [x]) => s.abs(x),
  vjp: (dy, [x]) => [() => chainMul(dy, sign(x))],
  picture: { role: "function", label: "|·|" },
  notation: { text: ([x]) => atom(`|${x.text}|`), latex: ([x]) => atom(`\\left|${x.text}\\right|`), numpy: call("np.abs") },
});

/** abs(x) = |x|, elementwise. See {@link absOp}. @function */
export const abs: NumberFunction<"abs"> = /* @__PURE__ */ unary(absOp);
