import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferComparison } from "../shared/infer.ts";
import { comparisonNotation, signPicture } from "../shared/notation.ts";

/**
 * equal(a, b) = [a = b], true where the elements are equal, with NumPy's broadcasting.
 *
 * a: any[...A], b: any[...B], one dtype → bool[...broadcast(A, B)]
 * Edges:   NaN equals nothing, not even NaN; −0 equals 0.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NNFS ch. 5 (accuracy); ONNX Equal-13; the brackets are Iverson's.
 */
export const equalOp = defineOp({
  name: "equal",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferComparison,
  scalar: (s, [a, b]) => s.equal(a, b),
  vjp: "not-differentiable",
  picture: signPicture("="),
  notation: comparisonNotation("=", "=", "=="),
});

/** equal(a, b) = [a = b], true where the elements are equal. See {@link equalOp}. @function */
export const equal: BinaryFunction<"equal", "any tensor", "bool"> = /* @__PURE__ */ binary(equalOp);
