import { allocate, type DType, type TypedArray } from "../../../graph/dtype.ts";
import type { Value } from "../../../graph/op.ts";
import { stridesOf } from "../../../graph/shape.ts";
import { pairwise, pairwiseDepth } from "./pairwise.ts";
import { startsOf } from "./starts.ts";

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
  if (plan.lastReduced) sumLines(x, y, plan, sums, piece);
  else sumRows(x, y, plan);
}

/** y = Σ x ÷ n along the plan, where n elements fall into each y. */
export function meanInto(x: TypedArray, y: TypedArray, plan: ReductionPlan, sums: TypedArray, piece?: number): void {
  sumInto(x, y, plan, sums, piece);
  for (let i = 0; i < y.length; i++) y[i] = y[i]! / plan.count;
}

function sumRows(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan): void {
  for (let run = 0; run < runs; run++) {
    let to = target[run]!;
    const end = (run + 1) * length;
    for (let i = run * length; i < end; i++, to++) y[to] = y[to]! + x[i]!;
  }
}

function sumLines(x: TypedArray, y: TypedArray, { runs, length, target }: ReductionPlan, sums: TypedArray, piece: number): void {
  for (let run = 0; run < runs; run++) {
    for (let done = 0; done < length; done += piece) {
      pairwise(x, run * length + done, Math.min(piece, length - done), sums);
      y[target[run]!]! += sums[0]!;
    }
  }
}
