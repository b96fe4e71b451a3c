import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferComparison } from "../shared/infer.ts";
import { comparisonNotation, signPicture } from "../shared/notation.ts";

/**
 * notEqual(a, b) = [a ≠ b], true where a and b differ, elementwise with NumPy's broadcasting.
 *
 * a: any[...A], b: any[...B], one dtype → bool[...broadcast(A, B)]
 * Edges:   NaN differs from everything, from NaN, too; −0 equals 0.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NumPy not_equal; the brackets are Iverson's.
 */
export const notEqualOp = defineOp({
  name: "notEqual",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferComparison,
  scalar: (s, [a, b]) => s.not(s.equal(a, b)),
  vjp: "not-differentiable",
  picture: signPicture("≠"),
  notation: comparisonNotation("≠", "\\ne", "!="),
});

/** notEqual(a, b) = [a ≠ b], true where a and b differ. See {@link notEqualOp}. @function */
export const notEqual: BinaryFunction<"notEqual", "any tensor", "bool"> = /* @__PURE__ */ binary(notEqualOp);
