import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { call, latexCall } from "../../graph/notation.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BroadcastOperand, BroadcastShape } from "../../graph/types/broadcast.ts";
import type { CommonDType, NeedsOf } from "../../graph/types/operand.ts";
import { inferArithmetic } from "../shared/infer.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";
import { equal } from "./equal.ts";
import { where } from "./where.ts";

/**
 * minimum(a, b) = the smaller of a and b, elementwise with NumPy's broadcasting.
 *
 * a: number[...A], b: number[...B], one dtype → that dtype[...broadcast(A, B)]
 * Edges:   NaN in either → NaN; of +0 and −0 the first operand is taken.
 * Errors:  OpError when dtypes differ, are bool, or shapes do not broadcast.
 * Source:  ONNX Min-13.
 */
export const minimumOp = defineOp({
  name: "minimum",
  inputs: ["a", "b"],
  attrs: {},
  infer: inferArithmetic,
  scalar: (s, [a, b]) => s.minimum(a, b),
  vjp: (dy, [a, b], y) => [() => unbroadcast(where(equal(y, a), dy, 0), a), () => unbroadcast(where(equal(y, a), 0, dy), b)],
  picture: { role: "function", label: (_, [a, b]) => `min(${a ?? "·"}, ${b ?? "·"})` },
  notation: { text: call("min"), latex: latexCall("\\min"), numpy: call("np.minimum") },
});

/** minimum(a, b) = the smaller of a and b, elementwise with NumPy's broadcasting. See {@link minimumOp}. */
export function minimum<const A extends Operand, const B extends Operand>(
  a: A,
  b: BroadcastOperand<"minimum", "numbers", A, B>,
  options?: Named,
): Tensor<BroadcastShape<A, B>, CommonDType<A, B>, NeedsOf<A> | NeedsOf<B>>;
export function minimum(a: Operand, b: Operand, options?: Named): Tensor {
  return apply(minimumOp, [a, b], {}, options);
}
