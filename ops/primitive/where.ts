import { apply, type Named, type Operand } from "../../graph/apply.ts";
import { isTensor } from "../../graph/builder.ts";
import type { TypedArray } from "../../graph/dtype.ts";
import { GraphError } from "../../graph/errors.ts";
import { literal } from "../../graph/leaves.ts";
import { atom, call } from "../../graph/notation.ts";
import { type Fail, type Form, type Operands, showTypes, type TensorType, type Value, type Vjp } from "../../graph/op.ts";
import { broadcast, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { BoolTensor } from "../../graph/types/dtypes.ts";
import type { CommonDType, NeedsOf } from "../../graph/types/operand.ts";
import type { Choice, WhereShape } from "../../graph/types/where.ts";
import { inferBroadcast } from "../infer.ts";
import { broadcastStrides, maskOf, readsFlat, startsOf } from "../loops.ts";
import { defineStandardOp } from "../standard-op.ts";
import { unbroadcast } from "../unbroadcast.ts";

/**
 * where(condition, a, b) = a where the condition is true, b elsewhere, with NumPy's broadcasting of all three.
 *
 * condition: bool[...C], a: any[...A], b: any[...B], a and b of one dtype → that dtype[...broadcast(C, A, B)]
 * Edges:   elements are copied as they are; a NaN that is not chosen does no harm.
 * Errors:  OpError when the condition is not bool, the dtypes of a and b differ, or shapes do not broadcast;
 *          GraphError when neither a nor b is a tensor, which leaves the dtype open.
 * Source:  NumPy where; ONNX Where-16.
 */
export const whereOp = defineStandardOp({
  name: "where",
  inputs: ["condition", "a", "b"],
  attrs: {},
  infer: inferWhere,
  elementwise: true,
  kernel: ([condition, a, b], y) => {
    if (condition.data.length === y.data.length && readsFlat(a, y) && readsFlat(b, y)) {
      return () => chooseFlat(condition.data, a.data, b.data, y.data, maskOf(a, y), maskOf(b, y));
    }
    const plan = planChoice([condition, a, b], y);
    return () => choose(condition.data, a.data, b.data, y.data, plan);
  },
});

export const whereVjp: Vjp = (dy, [condition, a, b]) => [
  undefined,
  () => unbroadcast(where(condition, dy, 0), a),
  () => unbroadcast(where(condition, 0, dy), b),
];

export const whereForm = (): Form => ({
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
  if (condition.dtype !== "bool") {
    fail({ code: "dtype", expected: "condition must be a bool tensor", actual: showType(condition), cure: 'cast(condition, "bool") it' });
  }
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

/** Each operand is as long as the result or one number: no offsets to follow, and four elements a turn as in ops/loops.ts. */
function chooseFlat(condition: TypedArray, a: TypedArray, b: TypedArray, y: TypedArray, aMask: number, bMask: number): void {
  const end = y.length;
  let k = 0;
  for (; k < end - 3; k++) {
    y[k] = (condition[k] !== 0 ? a[k & aMask] : b[k & bMask])!;
    k++;
    y[k] = (condition[k] !== 0 ? a[k & aMask] : b[k & bMask])!;
    k++;
    y[k] = (condition[k] !== 0 ? a[k & aMask] : b[k & bMask])!;
    k++;
    y[k] = (condition[k] !== 0 ? a[k & aMask] : b[k & bMask])!;
  }
  for (; k < end; k++) y[k] = (condition[k] !== 0 ? a[k & aMask] : b[k & bMask])!;
}

/** How three operands are read for a result of `outer` runs of `inner` elements: where each run starts in each, and whether it moves. */
interface ChoicePlan {
  readonly outer: number;
  readonly inner: number;
  readonly starts: readonly [Int32Array, Int32Array, Int32Array];
  readonly steps: readonly [number, number, number];
}

function planChoice(operands: readonly [Value, Value, Value], y: Value): ChoicePlan {
  // Axes of size 1 change nothing about the walk; without them more axes merge into one long run.
  const axes = y.shape.map((_, axis) => axis).filter((axis) => y.shape[axis] !== 1);
  const shape = axes.map((axis) => y.shape[axis] as number);
  const strides = operands.map((operand) => {
    const all = broadcastStrides(operand.shape, y.shape.length);
    return axes.map((axis) => all[axis] as number);
  });
  const steps = strides.map((stride) => stride.at(-1) ?? 0);
  let inner = 1;
  let axis = shape.length;
  while (axis > 0 && strides.every((stride, operand) => stride[axis - 1] === (steps[operand] as number) * inner))
    inner *= shape[--axis] as number;
  const outer = inner === 0 ? 0 : y.data.length / inner;
  const starts = strides.map((stride) => startsOf(shape.slice(0, axis), stride, outer));
  return { outer, inner, starts: starts as unknown as ChoicePlan["starts"], steps: steps as unknown as ChoicePlan["steps"] };
}

function choose(condition: TypedArray, a: TypedArray, b: TypedArray, y: TypedArray, { outer, inner, starts, steps }: ChoicePlan): void {
  const [conditionStart, aStart, bStart] = starts;
  const [conditionStep, aStep, bStep] = steps;
  let k = 0;
  for (let run = 0; run < outer; run++) {
    let i = conditionStart[run] as number;
    let p = aStart[run] as number;
    let q = bStart[run] as number;
    for (let n = 0; n < inner; n++) {
      y[k++] = (condition[i] !== 0 ? a[p] : b[q]) as number;
      i += conditionStep;
      p += aStep;
      q += bStep;
    }
  }
}

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
  const choice = (operand: Operand) => (typeof operand === "number" || Array.isArray(operand) ? literal(operand, beside) : operand);
  return apply(whereOp, [condition, choice(a), choice(b)], {}, options);
}
