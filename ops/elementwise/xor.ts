import { call } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferBools } from "../shared/infer.ts";
import { connective, signPicture } from "../shared/notation.ts";

/**
 * xor(a, b) = a ⊕ b, true where exactly one of them is, elementwise with NumPy's broadcasting.
 *
 * a: bool[...A], b: bool[...B] → bool[...broadcast(A, B)]
 * Edges:   none: a bool is 0 or 1. Numbers are refused; what is true of them is said by a comparison, or by cast: x ≠ 0.
 * Errors:  OpError when an operand is not bool or shapes do not broadcast.
 * Source:  NumPy logical_xor; ONNX Xor-7.
 */
export const xorOp = defineOp({
  name: "xor",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferBools,
  scalar: (s, [a, b]) => s.not(s.equal(a, b)),
  vjp: "not-differentiable",
  picture: signPicture("⊕"),
  notation: { text: connective(" ⊕ "), latex: connective(" \\oplus ", "\\left(", "\\right)"), numpy: call("np.logical_xor") },
});

/** xor(a, b) = a ⊕ b, true where exactly one of them is. See {@link xorOp}. @function */
export const xor: BinaryFunction<"xor", "a bool tensor", "bool"> = /* @__PURE__ */ binary(xorOp);
