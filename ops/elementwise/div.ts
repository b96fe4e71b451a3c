import { infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferFloats } from "../shared/infer.ts";
import { quotientNotation, quotientPicture } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { chainDiv } from "./chain-div.ts";
import { chainMul } from "./chain-mul.ts";
import { neg } from "./neg.ts";

/**
 * div(a, b) = a ÷ b, elementwise with NumPy's broadcasting.
 *
 * a: float[...A], b: float[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   IEEE division; x ÷ 0 is ±Infinity by the signs of both; 0 ÷ 0 and Infinity ÷ Infinity are NaN.
 * Errors:  OpError when a or b is not a float tensor, dtypes differ, or shapes do not broadcast.
 * Source:  NNFS ch. 4 (softmax); ONNX Div-14, of floats only.
 */
export const divOp = defineOp({
  name: "div",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferFloats("a", "b"),
  identity: (_, [, b]) => (b === 1 ? 0 : undefined),
  scalar: (s, [a, b]) => s.div(a, b),
  vjp: (dy, [a, b], y) => [() => unbroadcast(chainDiv(dy, b), a), () => unbroadcast(neg(chainDiv(chainMul(dy, y), b)), b)],
  picture: quotientPicture,
  notation: { ...quotientNotation, numpy: infix(" / ", "product") },
});

/** div(a, b) = a ÷ b, elementwise with NumPy's broadcasting. See {@link divOp}. @function */
export const div: BinaryFunction<"div", "a float tensor"> = /* @__PURE__ */ binary(divOp);
