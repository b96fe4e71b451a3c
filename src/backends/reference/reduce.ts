import { allocate, type DType, integerRange, isFloat, type TypedArray } from "../../../graph/dtype.ts";
import type { Attrs } from "../../../graph/graph.ts";
import { type Fail, type FoldName, foldedAxes, foldedDType, type Reduce, type Value } from "../../../graph/op.ts";
import { dtypeOf, expressionOf, type ScalarRule } from "../../../graph/scalar.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { meanInto, partialSums, planReduction, type ReductionPlan, sumInto } from "./reduction.ts";
import { scalarKernel } from "./scalar.ts";

/** The loop of a reduction: an expression before, a fold in NumPy's order, an expression after. */
export function reduceKernel(
  { reduce: { fold, before, after } }: Reduce<any>,
  given: Value,
  output: Value,
  attrs: Attrs,
  fail: Fail,
  piece?: number,
): () => void {
  const loops: (() => void)[] = [];
  const through = (rule: ScalarRule<any>, from: Value, to?: Value): Value => {
    const expression = expressionOf(rule, [from.dtype], attrs);
    const result = to ?? temporary(dtypeOf(expression), from.shape);
    loops.push(scalarKernel(expression, [from], result, fail));
    return result;
  };
  const x = before === undefined ? given : through(before, given);
  const y = after === undefined ? output : temporary(foldedDType(fold, x.dtype), output.shape);
  loops.push(foldKernel(fold, x, y, foldedAxes(attrs, x.shape.length), piece));
  if (after !== undefined) through(after, y, output);
  if (loops.length === 1) return loops[0] as () => void;
  return () => {
    for (const loop of loops) loop();
  };
}

const temporary = (dtype: DType, shape: readonly number[]): Value => ({ data: allocate(dtype, sizeOf(shape)), shape, dtype });

function foldKernel(fold: FoldName, x: Value, y: Value, axes: readonly number[], piece: number | undefined): () => void {
  if (fold === "sum" || fold === "mean") {
    const plan = planReduction(x, axes);
    const sums = partialSums(y.dtype);
    const into = fold === "sum" ? sumInto : meanInto;
    return () => into(x.data, y.data, plan, sums, piece);
  }
  if (fold === "argmax") {
    const axis = axes[0] as number;
    const inner = sizeOf(x.shape.slice(axis + 1));
    return () => argmaxInto(x.data, y.data, x.shape[axis] as number, inner);
  }
  const plan = planReduction(x, axes);
  const least = leastOf(y.dtype);
  const walk = plan.lastReduced ? maxOfRuns : maxAcrossRuns;
  return () => {
    y.data.fill(least);
    walk(x.data, y.data, plan);
  };
}

/** The value that no element of the dtype is below. */
const leastOf = (dtype: DType): number => (isFloat(dtype) ? Number.NEGATIVE_INFINITY : integerRange[dtype][0]);

// A comparison with NaN is false: a NaN is taken by asking for it, and then nothing exceeds it.
const larger = (most: number, v: number): number => (v > most || v !== v ? v : most);

/** Whole runs fall into one output element each. */
function maxOfRuns(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan): void {
  for (let run = 0, i = 0; run < runs; run++) {
    let most = y[target[run]!]!;
    for (const end = i + length; i < end; i++) most = larger(most, x[i]!);
    y[target[run]!] = most;
  }
}

/** Each element of a run falls into an output element of its own. */
function maxAcrossRuns(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan): void {
  for (let run = 0; run < runs; run++) {
    const end = (run + 1) * length;
    for (let i = run * length, to = target[run] as number; i < end; i++, to++) {
      y[to] = larger(y[to]!, x[i]!);
    }
  }
}

/** Elements that compete stand `inner` apart; blocks of length × inner follow each other. A NaN ends the search. */
function argmaxInto(x: TypedArray, y: TypedArray, length: number, inner: number): void {
  let from = 0;
  let column = 0;
  for (let out = 0; out < y.length; out++) {
    let best = x[from + column] as number;
    let position = 0;
    for (let k = 1, i = from + column + inner; k < length && best === best; k++, i += inner) {
      const v = x[i] as number;
      if (v > best || v !== v) {
        best = v;
        position = k;
      }
    }
    y[out] = position;
    if (++column === inner) {
      column = 0;
      from += length * inner;
    }
  }
}
