import { infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferArithmetic } from "../shared/infer.ts";
import { signPicture } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";

/**
 * add(a, b) = a + b, elementwise with NumPy's broadcasting.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   IEEE addition; Infinity − Infinity is NaN; integers wrap around.
 * Errors:  OpError when dtypes differ or shapes do not broadcast.
 * Source:  NNFS ch. 2; ONNX Add-14.
 */
export const addOp = defineOp({
  name: "add",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  identity: (_, [a, b]) => (Object.is(b, -0) ? 0 : Object.is(a, -0) ? 1 : undefined),
  scalar: (s, [a, b]) => s.add(a, b),
  vjp: (dy, [a, b]) => [() => unbroadcast(dy, a), () => unbroadcast(dy, b)],
  picture: signPicture("+"),
  notation: { text: infix(" + ", "sum"), latex: infix(" + ", "sum"), numpy: infix(" + ", "sum") },
});

/** add(a, b) = a + b, elementwise with NumPy's broadcasting. See {@link addOp}. @function */
export const add: BinaryFunction<"add", "numbers"> = /* @__PURE__ */ binary(addOp);
