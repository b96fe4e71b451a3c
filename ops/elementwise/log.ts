import { applied, call, latexApplied } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferFloat } from "../shared/infer.ts";
import { type FloatFunction, unary } from "../shared/unary.ts";
import { chainDiv } from "./chain-div.ts";

/**
 * log(x) = the natural logarithm of x, elementwise.
 *
 * x: float[...S] → float[...S]
 * Edges:   ±0 → −Infinity; negative → NaN; NaN → NaN; Infinity → Infinity. In float32 the float64 result is rounded once.
 * Errors:  OpError when x is not a float tensor.
 * Source:  NNFS ch. 5; ONNX Log-13.
 */
export const logOp = defineOp({
  name: "log",
  inputs: ["x"],
  attrs: {},
  infer: inferFloat,
  scalar: (s, [x]) => s.log(x),
  vjp: (dy, [x]) => [() => chainDiv(dy, x)],
  picture: { role: "function", label: "log" },
  notation: { text: applied("log"), latex: latexApplied("\\log"), numpy: call("np.log") },
});

/** log(x) = the natural logarithm of x, elementwise. See {@link logOp}. @function */
export const log: FloatFunction<"log"> = /* @__PURE__ */ unary(logOp);
