import { apply, type Named, type Operand } from "../../graph/apply.ts";
import type { DType } from "../../graph/dtype.ts";
import type { Op } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BroadcastOperand, BroadcastShape } from "../../graph/types/broadcast.ts";
import type { DTypeKind } from "../../graph/types/dtypes.ts";
import type { CommonDType, NeedsOf } from "../../graph/types/operand.ts";

/** add(a, b): of two operands of one dtype, in the shape that both broadcast to; errors name the op. D is the dtype where it is not theirs. */
export type BinaryFunction<Name extends string, K extends DTypeKind, D extends DType = never> = <
  const A extends Operand,
  const B extends Operand,
>(
  a: A,
  b: BroadcastOperand<Name, K, A, B>,
  options?: Named,
) => Tensor<BroadcastShape<A, B>, [D] extends [never] ? CommonDType<A, B> : D, NeedsOf<A> | NeedsOf<B>>;

/** The function of an op of two operands, without attributes. What it is declared as says what the compiler checks; `infer` checks it again. */
export function binary<F extends (a: never, b: never, options?: Named) => Tensor>(op: Op): F;
export function binary(op: Op) {
  return (a: Operand, b: Operand, options?: Named): Tensor => apply(op, [a, b], {}, options);
}
