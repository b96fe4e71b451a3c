import { apply, asTensor, type Named, type Operand } from "../../graph/apply.ts";
import { isTensor } from "../../graph/builder.ts";
import { GraphError } from "../../graph/errors.ts";
import { atom, call } from "../../graph/notation.ts";
import { defineOp, type Fail, type Operands, showTypes, type TensorType } from "../../graph/op.ts";
import { broadcast, type Dim, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Broadcast, BroadcastOperand, BroadcastShape } from "../../graph/types/broadcast.ts";
import type { BoolTensor } from "../../graph/types/dtypes.ts";
import type { CommonDType, NeedsOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { inferBroadcast, requireBool } from "../shared/infer.ts";
import { unbroadcast } from "../shared/unbroadcast.ts";

/**
 * where(condition, a, b) = a where the condition is true, b elsewhere, with NumPy's broadcasting of all three.
 *
 * condition: bool[...C], a: any[...A], b: any[...B], a and b of one dtype → that dtype[...broadcast(C, A, B)]
 * Edges:   elements are copied as they are; a NaN that is not chosen does no harm. Nor does it backwards: what was not chosen gets a
 *          cotangent of 0, which stays 0 (see chainMul), but for a matrix product, whose sums mix elements.
 * Errors:  OpError when the condition is not bool, the dtypes of a and b differ, or shapes do not broadcast;
 *          GraphError when neither a nor b is a tensor, which leaves the dtype open.
 * Source:  NumPy where; ONNX Where-16.
 */
export const whereOp = defineOp({
  name: "where",
  inputs: ["condition", "a", "b"],
  attrs: {},
  infer: inferWhere,
  scalar: (s, [condition, a, b]) => s.select(condition, a, b),
  vjp: (dy, [condition, a, b]) => [undefined, () => unbroadcast(where(condition, dy, 0), a), () => unbroadcast(where(condition, 0, dy), b)],
  picture: {
    role: "function",
    label: (_, [condition, a, b]) =>
      (condition ?? a ?? b) === undefined ? "where" : `where(${condition ?? "·"}, ${a ?? "·"}, ${b ?? "·"})`,
  },
  notation: {
    text: call("where"),
    latex: ([condition, a, b]) =>
      atom(`\\begin{cases} ${a.text} & \\text{if } ${condition.text} \\\\ ${b.text} & \\text{otherwise} \\end{cases}`),
    numpy: call("np.where"),
  },
});

function inferWhere([condition, a, b]: Operands<TensorType>, attrs: unknown, fail: Fail): TensorType {
  requireBool(condition, "condition", fail);
  const chosen = inferBroadcast([a, b] as unknown as Operands<TensorType>, attrs, fail);
  const result = broadcast(condition.shape, chosen.shape);
  if ("mismatch" in result) {
    const [x, y] = result.mismatch;
    return fail({
      code: "broadcast",
      expected: "shapes must be equal or broadcast",
      actual: `${showTypes([condition, a, b])} (${x} against ${y})`,
      cure: "reshape or expandDims one of them",
    });
  }
  return { shape: result.shape, dtype: a.dtype };
}

type ConditionProblem<C extends Shape, S extends Shape> =
  Broadcast<C, S> extends infer Dims extends string
    ? `where: cannot broadcast the condition ${ShowShape<C>} with ${ShowShape<S>} (${Dims})`
    : never;

/** The second choice, or why it is none: it has the dtype of the first, and condition and choices broadcast. */
type Choice<C extends Tensor, A extends Operand, B extends Operand> =
  BroadcastOperand<"where", "any tensor", A, B> extends infer Second
    ? Second extends string
      ? Second
      : Checked<ConditionProblem<C["shape"], BroadcastShape<A, B>>, B>
    : never;

/** broadcast(C, A, B); unknown after an error, which is reported already. */
type WhereShape<C extends Tensor, A extends Operand, B extends Operand> =
  Broadcast<C["shape"], BroadcastShape<A, B>> extends [infer S extends Shape] ? S : Dim[];

/** where(condition, a, b) = a where the condition is true, b elsewhere; a or b may be a number. See {@link whereOp}. */
export function where<C extends Tensor, const A extends Operand, const B extends Operand>(
  condition: BoolTensor<"where", C, "condition">,
  a: A,
  b: Choice<C, A, B>,
  options?: Named,
): Tensor<WhereShape<C, A, B>, CommonDType<A, B>, NeedsOf<C> | NeedsOf<A> | NeedsOf<B>>;
export function where(condition: Tensor, a: Operand, b: Operand, options?: Named): Tensor {
  const beside = isTensor(a) ? a : b;
  if (!isTensor(beside)) {
    throw new GraphError("where: a or b must be a tensor of the graph, got only numbers; make one with g.constant", {
      code: "not-a-tensor",
    });
  }
  // A literal takes the dtype of the other choice, not that of the condition.
  return apply(whereOp, [condition, asTensor(whereOp, 1, a, beside), asTensor(whereOp, 2, b, beside)], {}, options);
}
