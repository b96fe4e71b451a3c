import { infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import { type BinaryFunction, binary } from "../shared/binary.ts";
import { inferArithmetic } from "../shared/infer.ts";
import { productNotation, productPicture } from "../shared/notation.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { chainMul } from "./chain-mul.ts";

/**
 * mul(a, b) = a × b, elementwise with NumPy's broadcasting; the product of matrices is matmul.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   IEEE multiplication; 0 × Infinity is NaN; integers wrap around.
 * Errors:  OpError when dtypes differ, are bool, or shapes do not broadcast.
 * Source:  NNFS ch. 2; ONNX Mul-14.
 */
export const mulOp = defineOp({
  name: "mul",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  identity: (_, [a, b]) => (b === 1 ? 0 : a === 1 ? 1 : undefined),
  scalar: (s, [a, b]) => s.mul(a, b),
  vjp: (dy, [a, b]) => [() => unbroadcast(chainMul(dy, b), a), () => unbroadcast(chainMul(dy, a), b)],
  picture: productPicture,
  notation: { ...productNotation, numpy: infix(" * ", "product") },
});

/** mul(a, b) = a × b, elementwise with NumPy's broadcasting. See {@link mulOp}. @function */
export const mul: BinaryFunction<"mul", "numbers"> = /* @__PURE__ */ binary(mulOp);
