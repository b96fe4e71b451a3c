import { apply, type Named } from "../../graph/apply.ts";
import type { Op } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BoolTensor, FloatTensor, NumberTensor } from "../../graph/types/dtypes.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";

/** exp(x): of a float tensor, one of the same type; errors name the op. */
export type FloatFunction<Name extends string> = <X extends Tensor>(x: FloatTensor<Name, X>, options?: Named) => X;

/** neg(x): of a tensor of numbers, one of the same type; errors name the op. */
export type NumberFunction<Name extends string> = <X extends Tensor>(x: NumberTensor<Name, X>, options?: Named) => X;

/** not(x): of a bool tensor, one of the same type; errors name the op. */
export type BoolFunction<Name extends string> = <X extends Tensor>(x: BoolTensor<Name, X>, options?: Named) => X;

/** isNan(x): of a float tensor, a bool for each of its elements; errors name the op. */
export type FloatTest<Name extends string> = <X extends Tensor>(
  x: FloatTensor<Name, X>,
  options?: Named,
) => Tensor<X["shape"], "bool", NeedsOf<X>>;

/** The function of an op of one operand, without attributes. What it is declared as says what the compiler checks; `infer` checks it again. */
export function unary<F extends (x: never, options?: Named) => Tensor>(op: Op): F;
export function unary(op: Op) {
  return (x: Tensor, options?: Named): Tensor => apply(op, [x], {}, options);
}
