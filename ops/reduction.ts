import { allocate, type DType, type TypedArray } from "../graph/dtype.ts";
import type { Value } from "../graph/op.ts";
import { stridesOf } from "../graph/shape.ts";
import { startsOf } from "./loops.ts";

/**
 * How a reduction walks x: `runs` runs of `length` consecutive elements. Where the last axes are reduced, a whole run falls into
 * output element target[run]; where they are kept, element i of a run falls into target[run] + i.
 */
export interface ReductionPlan {
  readonly runs: number;
  readonly length: number;
  readonly target: Int32Array;
  readonly lastReduced: boolean;
  /** Number of elements that fall into each output element. */
  readonly count: number;
}

export function planReduction(x: Value, axes: readonly number[]): ReductionPlan {
  // Axes of size 1 change nothing about the walk; without them a column is seen as the contiguous list it is.
  const kept = x.shape.map((dim, axis) => ({ dim, reduced: axes.includes(axis) })).filter(({ dim }) => dim !== 1);
  const lastReduced = kept.at(-1)?.reduced ?? true;
  let length = 1;
  let outer = kept.length;
  while (outer > 0 && kept[outer - 1]?.reduced === lastReduced) length *= kept[--outer]?.dim as number;
  const outputStrides = stridesOf(kept.map(({ dim, reduced }) => (reduced ? 1 : dim)));
  const strides = kept.map(({ reduced }, axis) => (reduced ? 0 : (outputStrides[axis] as number)));
  const outerShape = kept.slice(0, outer).map(({ dim }) => dim);
  const runs = outerShape.reduce((product, dim) => product * dim, 1);
  const count = kept.reduce((product, { dim, reduced }) => (reduced ? product * dim : product), 1);
  return { runs, length, target: startsOf(outerShape, strides, runs), lastReduced, count };
}

/** The accumulators of a pairwise sum: stores into them round to the dtype, as NumPy's additions do. */
export const accumulators = (dtype: DType): TypedArray => allocate(dtype, 9);

/**
 * y = Σ x along the plan, in NumPy's order of additions: rows of the last axes pairwise, other axes row after row.
 * Source: NumPy, loops_utils.h (pairwise sum), checked against truth/book.json `numerics`.
 */
export function sumInto(x: TypedArray, y: TypedArray, plan: ReductionPlan, scratch: TypedArray): void {
  y.fill(0);
  if (!plan.lastReduced) sumRows(x, y, plan);
  else if (plan.length < 8) sumShortLines(x, y, plan, y instanceof Float32Array);
  else sumLines(x, y, plan, scratch);
}

function sumRows(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan): void {
  for (let run = 0; run < runs; run++) {
    let to = target[run] as number;
    const end = (run + 1) * length;
    for (let i = run * length; i < end; i++, to++) y[to] = (y[to] as number) + (x[i] as number);
  }
}

function sumShortLines(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan, single: boolean): void {
  let i = 0;
  for (let run = 0; run < runs; run++) {
    let s = 0;
    for (const end = i + length; i < end; i++) s = single ? Math.fround(s + (x[i] as number)) : s + (x[i] as number);
    const to = target[run] as number;
    y[to] = (y[to] as number) + s;
  }
}

function sumLines(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan, scratch: TypedArray): void {
  for (let run = 0; run < runs; run++) {
    const to = target[run] as number;
    y[to] = (y[to] as number) + pairwise(x, run * length, length, scratch);
  }
}

/** Up to 128 elements eight at a time, longer lists in halves: the error grows with log n, not n. */
function pairwise(x: TypedArray, from: number, length: number, r: TypedArray): number {
  if (length > 128) {
    const half = Math.floor(length / 2);
    const left = half - (half % 8);
    const first = pairwise(x, from, left, r);
    const second = pairwise(x, from + left, length - left, r);
    r[8] = first + second;
    return r[8] as number;
  }
  for (let j = 0; j < 8; j++) r[j] = x[from + j] as number;
  const whole = length - (length % 8);
  for (let i = 8; i < whole; i += 8) for (let j = 0; j < 8; j++) r[j] = (r[j] as number) + (x[from + i + j] as number);
  for (let width = 1; width < 8; width *= 2) for (let j = 0; j < 8; j += 2 * width) r[j] = (r[j] as number) + (r[j + width] as number);
  for (let i = whole; i < length; i++) r[0] = (r[0] as number) + (x[from + i] as number);
  return r[0] as number;
}
