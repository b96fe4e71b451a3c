import { allocate, type DType, type TypedArray } from "../../../graph/dtype.ts";
import type { Value } from "../../../graph/op.ts";
import { stridesOf } from "../../../graph/shape.ts";
import { startsOf } from "./loops.ts";
import { pairwise, pairwiseDepth } from "./pairwise.ts";

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

/** The partial sums that `sumInto` needs for a result of that dtype. */
export const partialSums = (dtype: DType): TypedArray => allocate(dtype, pairwiseDepth);

/**
 * y = Σ x along the plan, in NumPy's order of additions: rows of the last axes pairwise, other axes row after row.
 * float32 is rounded after each addition, int32 wraps around. At most `piece` elements of a row are summed at once, piece is added to
 * piece: the whole row in NumPy 2.3 and newer, 8,192 elements in older ones.
 * Source: NumPy, loops_utils.h (pairwise sum), checked against truth/book.json `numerics` and tests/fixtures/long-sums.py.
 */
export function sumInto(x: TypedArray, y: TypedArray, plan: ReductionPlan, sums: TypedArray, piece = plan.length): void {
  y.fill(0);
  if (plan.length === 0) return;
  if (!plan.lastReduced) sumRows(x, y, plan);
  else if (plan.length < 8 && x instanceof Float32Array && y instanceof Float32Array) sumShortLines(x, y, plan);
  else if (piece < plan.length) sumLinesInPieces(x, y, plan, sums, piece);
  else sumLines(x, y, plan, sums);
}

/** y = Σ x ÷ n along the plan, where n elements fall into each y. */
export function meanInto(x: TypedArray, y: TypedArray, plan: ReductionPlan, sums: TypedArray, piece?: number): void {
  sumInto(x, y, plan, sums, piece);
  for (let i = 0; i < y.length; i++) y[i] = y[i]! / plan.count;
}

/** Columns of a float32 matrix, four side by side in registers: 2× as fast as adding row to row in memory, in the same order. */
function sumColumns(x: Float32Array, y: Float32Array, length: number): void {
  const whole = length - (length % 4);
  for (let c = 0; c < whole; c += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = c; i < x.length; i += length) {
      s0 = Math.fround(s0 + x[i]!);
      s1 = Math.fround(s1 + x[i + 1]!);
      s2 = Math.fround(s2 + x[i + 2]!);
      s3 = Math.fround(s3 + x[i + 3]!);
    }
    y[c] = s0;
    y[c + 1] = s1;
    y[c + 2] = s2;
    y[c + 3] = s3;
  }
  for (let c = whole; c < length; c++) {
    let s = 0;
    for (let i = c; i < x.length; i += length) s = Math.fround(s + x[i]!);
    y[c] = s;
  }
}

function sumRows(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan): void {
  if (y.length === length && x instanceof Float32Array && y instanceof Float32Array) {
    sumColumns(x, y, length);
    return;
  }
  for (let run = 0; run < runs; run++) {
    let to = target[run]!;
    const end = (run + 1) * length;
    for (let i = run * length; i < end; i++, to++) y[to] = y[to]! + x[i]!;
  }
}

function sumLines(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan, sums: TypedArray): void {
  for (let run = 0; run < runs; run++) {
    pairwise(x, run * length, length, sums);
    y[target[run]!]! += sums[0]!;
  }
}

function sumLinesInPieces(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan, sums: TypedArray, piece: number): void {
  for (let run = 0; run < runs; run++) {
    for (let done = 0; done < length; done += piece) {
      pairwise(x, run * length + done, Math.min(piece, length - done), sums);
      y[target[run]!]! += sums[0]!;
    }
  }
}

/** Lines of 1 to 7. Four side by side: turns of a loop cost more than the additions in it (measured for 300 lines of 3: 0.7 instead of 1.2 µs). */
function sumShortLines(x: Float32Array, y: Float32Array, { runs, length, target }: ReductionPlan): void {
  const { fround } = Math;
  let run = 0;
  let i = 0;
  for (; run < runs - 3; run += 4, i += 3 * length) {
    let s0 = x[i]!;
    let s1 = x[i + length]!;
    let s2 = x[i + 2 * length]!;
    let s3 = x[i + 3 * length]!;
    for (const end = i++ + length; i < end; i++) {
      s0 = fround(s0 + x[i]!);
      s1 = fround(s1 + x[i + length]!);
      s2 = fround(s2 + x[i + 2 * length]!);
      s3 = fround(s3 + x[i + 3 * length]!);
    }
    y[target[run]!]! += s0;
    y[target[run + 1]!]! += s1;
    y[target[run + 2]!]! += s2;
    y[target[run + 3]!]! += s3;
  }
  for (; run < runs; run++) {
    let s = x[i]!;
    for (const end = i++ + length; i < end; i++) s = fround(s + x[i]!);
    y[target[run]!]! += s;
  }
}
