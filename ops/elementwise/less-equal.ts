import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferComparison } from "../shared/infer.ts";
import { comparisonNotation, signPicture } from "../shared/notation.ts";

/**
 * lessEqual(a, b) = [a ≤ b], true where a is at most b, elementwise with NumPy's broadcasting.
 *
 * a: any[...A], b: any[...B], one dtype → bool[...broadcast(A, B)]
 * Edges:   false where either is NaN; −0 equals 0. Of bools, false is smaller than true.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NumPy less_equal; ONNX LessOrEqual-16; the brackets are Iverson's.
 */
export const lessEqualOp = defineOp({
  name: "lessEqual",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferComparison,
  scalar: (s, [a, b]) => s.lessEqual(a, b),
  vjp: "not-differentiable",
  picture: signPicture("≤"),
  notation: comparisonNotation("≤", "\\le", "<="),
});

/** lessEqual(a, b) = [a ≤ b], true where a is at most b. See {@link lessEqualOp}. @function */
export const lessEqual: BinaryFunction<"lessEqual", "any tensor", "bool"> = /* @__PURE__ */ binary(lessEqualOp);
