import type { Operand } from "../apply.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Broadcast, BroadcastOperand, BroadcastShape } from "./broadcast.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";

type ConditionProblem<C extends Shape, S extends Shape> =
  Broadcast<C, S> extends infer Dims extends string
    ? `where: cannot broadcast the condition ${ShowShape<C>} with ${ShowShape<S>} (${Dims})`
    : never;

/** The second choice, or why it is none: it has the dtype of the first, and condition and choices broadcast. */
export type Choice<C extends Tensor, A extends Operand, B extends Operand> =
  BroadcastOperand<"where", "any tensor", A, B> extends infer Second
    ? Second extends string
      ? Second
      : Checked<ConditionProblem<C["shape"], BroadcastShape<A, B>>, B>
    : never;

/** broadcast(C, A, B); unknown after an error, which is reported already. */
export type WhereShape<C extends Tensor, A extends Operand, B extends Operand> =
  Broadcast<C["shape"], BroadcastShape<A, B>> extends [infer S extends Shape] ? S : Dim[];
