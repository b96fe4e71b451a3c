import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferComparison } from "../shared/infer.ts";
import { comparisonNotation, signPicture } from "../shared/notation.ts";

/**
 * greater(a, b) = [a > b], true where a is larger than b, elementwise with NumPy's broadcasting.
 *
 * a: any[...A], b: any[...B], one dtype → bool[...broadcast(A, B)]
 * Edges:   false where either is NaN; −0 equals 0. Of bools, true is larger than false.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NumPy greater; ONNX Greater-13; the brackets are Iverson's.
 */
export const greaterOp = defineOp({
  name: "greater",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferComparison,
  scalar: (s, [a, b]) => s.less(b, a),
  vjp: "not-differentiable",
  picture: signPicture(">"),
  notation: comparisonNotation(">", ">", ">"),
});

/** greater(a, b) = [a > b], true where a is larger than b. See {@link greaterOp}. @function */
export const greater: BinaryFunction<"greater", "any tensor", "bool"> = /* @__PURE__ */ binary(greaterOp);
