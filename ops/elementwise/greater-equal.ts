import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferComparison } from "../shared/infer.ts";
import { comparisonNotation, signPicture } from "../shared/notation.ts";

/**
 * greaterEqual(a, b) = [a ≥ b], true where a is at least b, elementwise with NumPy's broadcasting.
 *
 * a: any[...A], b: any[...B], one dtype → bool[...broadcast(A, B)]
 * Edges:   false where either is NaN; −0 equals 0. Of bools, true is larger than false.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NumPy greater_equal; ONNX GreaterOrEqual-16; the brackets are Iverson's.
 */
export const greaterEqualOp = defineOp({
  name: "greaterEqual",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferComparison,
  scalar: (s, [a, b]) => s.lessEqual(b, a),
  vjp: "not-differentiable",
  picture: signPicture("≥"),
  notation: comparisonNotation("≥", "\\ge", ">="),
});

/** greaterEqual(a, b) = [a ≥ b], true where a is at least b. See {@link greaterEqualOp}. @function */
export const greaterEqual: BinaryFunction<"greaterEqual", "any tensor", "bool"> = /* @__PURE__ */ binary(greaterEqualOp);
