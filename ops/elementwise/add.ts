import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { infix } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BroadcastOperand, BroadcastShape } from "../../graph/types/broadcast.ts";
import type { CommonDType, NeedsOf } from "../../graph/types/operand.ts";
import { inferArithmetic } from "../shared/infer.ts";
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
  picture: { role: "op", label: (_, [a, b]) => ((a ?? b) === undefined ? "+" : `${a ?? "·"} + ${b ?? "·"}`) },
  notation: { text: infix(" + ", "sum"), latex: infix(" + ", "sum"), numpy: infix(" + ", "sum") },
});

/** add(a, b) = a + b, elementwise with NumPy's broadcasting. See {@link addOp}. */
export function add<const A extends Operand, const B extends Operand>(
  a: A,
  b: BroadcastOperand<"add", "numbers", A, B>,
  options?: Named,
): Tensor<BroadcastShape<A, B>, CommonDType<A, B>, NeedsOf<A> | NeedsOf<B>>;
export function add(a: Operand, b: Operand, options?: Named): Tensor {
  return apply(addOp, [a, b], {}, options);
}
