import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BroadcastOperand, BroadcastShape } from "../../graph/types/broadcast.ts";
import type { CommonDType, NeedsOf } from "../../graph/types/operand.ts";
import { inferArithmetic } from "../shared/infer.ts";
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
  picture: { role: "op", label: (_, [a, b]) => ((a ?? b) === undefined ? "−" : `${a ?? "·"} − ${b ?? "·"}`) },
  notation: { text: infix(" − ", "sum"), latex: infix(" - ", "sum"), numpy: infix(" - ", "sum") },
});

/** sub(a, b) = a − b, elementwise with NumPy's broadcasting. See {@link subOp}. */
export function sub<const A extends Operand, const B extends Operand>(
  a: A,
  b: BroadcastOperand<"sub", "numbers", A, B>,
  options?: Named,
): Tensor<BroadcastShape<A, B>, CommonDType<A, B>, NeedsOf<A> | NeedsOf<B>>;
export function sub(a: Operand, b: Operand, options?: Named): Tensor {
  return apply(subOp, [a, b], {}, options);
}
