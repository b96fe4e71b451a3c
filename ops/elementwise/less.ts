import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferComparison } from "../shared/infer.ts";
import { comparisonNotation, signPicture } from "../shared/notation.ts";

/**
 * less(a, b) = [a < b], true where a is smaller than b, elementwise with NumPy's broadcasting.
 *
 * a: any[...A], b: any[...B], one dtype → bool[...broadcast(A, B)]
 * Edges:   false where either is NaN; −0 equals 0. Of bools, false is smaller than true.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NumPy less; ONNX Less-13; the brackets are Iverson's.
 */
export const lessOp = defineOp({
  name: "less",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferComparison,
  scalar: (s, [a, b]) => s.less(a, b),
  vjp: "not-differentiable",
  picture: signPicture("<"),
  notation: comparisonNotation("<", "<", "<"),
});

/** less(a, b) = [a < b], true where a is smaller than b. See {@link lessOp}. @function */
export const less: BinaryFunction<"less", "any tensor", "bool"> = /* @__PURE__ */ binary(lessOp);
