import { atom, binding, grouped, type Notation } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferBroadcast } from "../shared/infer.ts";
import { signPicture } from "../shared/notation.ts";

/** Python's == binds looser than every sign of arithmetic. */
const comparison: Notation<unknown> = ([a, b]) => ({
  text: `${grouped(a, binding.sum)} == ${grouped(b, binding.sum)}`,
  binds: binding.sum - 1,
});

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
  infer: (inputs, attrs, fail) => ({ ...inferBroadcast(inputs, attrs, fail), dtype: "bool" }),
  scalar: (s, [a, b]) => s.equal(a, b),
  vjp: "not-differentiable",
  picture: signPicture("="),
  notation: {
    text: ([a, b]) => atom(`[${a.text} = ${b.text}]`),
    latex: ([a, b]) => atom(`\\left[${a.text} = ${b.text}\\right]`),
    numpy: comparison,
  },
});

/** equal(a, b) = [a = b], true where the elements are equal. See {@link equalOp}. @function */
export const equal: BinaryFunction<"equal", "any tensor", "bool"> = /* @__PURE__ */ binary(equalOp);
