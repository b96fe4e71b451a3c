import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferNumber } from "../shared/infer.ts";
import { type NumberFunction, unary } from "../shared/unary.ts";

/**
 * sign(x) = 1 where x > 0, −1 where x < 0, else 0, elementwise.
 *
 * x: number[...S] → number[...S]
 * Edges:   ±0 → 0; NaN → NaN.
 * Errors:  OpError when x is bool.
 * Source:  NNFS ch. 17 (mean absolute error); NumPy sign; ONNX Sign-13.
 */
export const signOp = defineOp({
  name: "sign",
  inputs: ["x"],
  attrs: {},
  infer: inferNumber,
  scalar: (s, [x]) => s.sign(x),
  vjp: "not-differentiable",
  picture: { role: "function", label: "sign" },
  notation: { text: call("sign"), latex: latexCall("\\operatorname{sign}"), numpy: call("np.sign") },
});

/** sign(x) = 1, −1 or 0, elementwise. See {@link signOp}. @function */
export const sign: NumberFunction<"sign"> = /* @__PURE__ */ unary(signOp);
