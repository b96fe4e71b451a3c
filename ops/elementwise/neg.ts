import { prefix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { inferNumber } from "../shared/infer.ts";
import { type NumberFunction, unary } from "../shared/unary.ts";

/**
 * neg(x) = −x, elementwise.
 *
 * x: number[...S] → number[...S]
 * Edges:   0 → −0 and NaN → NaN in floats; integers wrap around: −(−2³¹) is −2³¹, −1 is 255 in uint8.
 * Errors:  OpError when x is bool.
 * Source:  NNFS ch. 5 (negative log); ONNX Neg-13.
 */
export const negOp = defineOp({
  name: "neg",
  inputs: ["x"],
  attrs: {},
  infer: inferNumber,
  scalar: (s, [x]) => s.neg(x),
  vjp: (dy) => [() => neg(dy)],
  picture: { role: "op", label: "−" },
  notation: { text: prefix("−"), latex: prefix("-"), numpy: prefix("-") },
});

/** neg(x) = −x, elementwise. See {@link negOp}. @function */
export const neg: NumberFunction<"neg"> = /* @__PURE__ */ unary(negOp);
