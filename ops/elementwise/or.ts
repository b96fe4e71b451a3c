import { call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferBools } from "../shared/infer.ts";
import { connective, signPicture } from "../shared/notation.ts";

/**
 * or(a, b) = a ∨ b, true where one of them is, or both are, elementwise with NumPy's broadcasting.
 *
 * a: bool[...A], b: bool[...B] → bool[...broadcast(A, B)]
 * Edges:   none: a bool is 0 or 1. Numbers are refused; what is true of them is said by a comparison, or by cast: x ≠ 0.
 * Errors:  OpError when an operand is not bool or shapes do not broadcast.
 * Source:  NumPy logical_or; ONNX Or-7.
 */
export const orOp = defineOp({
  name: "or",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferBools,
  scalar: (s, [a, b]) => s.or(a, b),
  vjp: "not-differentiable",
  picture: signPicture("∨"),
  notation: { text: connective(" ∨ "), latex: connective(" \\lor ", "\\left(", "\\right)"), numpy: call("np.logical_or") },
});

/** or(a, b) = a ∨ b, true where one of them is, or both are. See {@link orOp}. @function */
export const or: BinaryFunction<"or", "a bool tensor", "bool"> = /* @__PURE__ */ binary(orOp);
