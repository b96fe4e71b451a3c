import { infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferArithmetic } from "../shared/infer.ts";
import { signPicture } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { neg } from "./neg.ts";

/**
 * sub(a, b) = a − b, elementwise with NumPy's broadcasting.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   IEEE subtraction; Infinity − Infinity is NaN; integers wrap around.
 * Errors:  OpError when dtypes differ, are bool, or shapes do not broadcast.
 * Source:  NNFS ch. 4 (softmax); ONNX Sub-14.
 */
export const subOp = defineOp({
  name: "sub",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  identity: (_, [, b]) => (Object.is(b, 0) ? 0 : undefined),
  scalar: (s, [a, b]) => s.sub(a, b),
  vjp: (dy, [a, b]) => [() => unbroadcast(dy, a), () => unbroadcast(neg(dy), b)],
  picture: signPicture("−"),
  notation: { text: infix(" − ", "sum"), latex: infix(" - ", "sum"), numpy: infix(" - ", "sum") },
});

/** sub(a, b) = a − b, elementwise with NumPy's broadcasting. See {@link subOp}. @function */
export const sub: BinaryFunction<"sub", "numbers"> = /* @__PURE__ */ binary(subOp);
