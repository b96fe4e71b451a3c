import type { TypedArray } from "../graph/dtype.ts";
import type { Value } from "../graph/op.ts";
import { stridesOf } from "../graph/shape.ts";
import { mapBinaryFloat32, mapUnaryFloat32 } from "./loops-float32.ts";

/**
 * The index loops of elementwise kernels.
 *
 * An op passes its scalar function as an arrow of its own and calls the loop from an arrow of its own, so that the engine
 * inlines both into one machine loop per op and boxes no number. That holds while the loops stay small. Results are rounded to
 * the output's dtype by the store into its typed array. float32, which networks run on, has loops of its own.
 */
export function mapUnary(x: TypedArray, y: TypedArray, f: (x: number) => number): void {
  if (x instanceof Float32Array && y instanceof Float32Array) mapUnaryFloat32(x, y, f);
  else for (let k = 0; k < y.length; k++) y[k] = f(x[k]!);
}

/** How the operands of a broadcast result are read. */
export type BroadcastPlan =
  /** Both are as long as the result, or one is a single number. */
  | { readonly kind: "same" }
  | { readonly kind: "scalar-a" }
  | { readonly kind: "scalar-b" }
  /** One is as long as the result; of the other, element k of the result takes element at[k]. For short rows, where loops in loops cost most. */
  | { readonly kind: "indexed-a"; readonly at: Int32Array }
  | { readonly kind: "indexed-b"; readonly at: Int32Array }
  | BroadcastLines;

/** `runs` lines of `length` elements in memory order. In line r an operand starts at start[r] and moves by 1, or by 0 where it stands still. */
export interface BroadcastLines {
  readonly kind: "lines";
  readonly runs: number;
  readonly length: number;
  readonly aStart: Int32Array;
  readonly bStart: Int32Array;
  readonly aStep: number;
  readonly bStep: number;
}

export type Scalar = (a: number, b: number) => number;

export function mapBinary(a: TypedArray, b: TypedArray, y: TypedArray, plan: BroadcastPlan, f: Scalar): void {
  if (plan.kind === "lines") mapLines(a, b, y, plan, f);
  else if (a instanceof Float32Array && b instanceof Float32Array && y instanceof Float32Array) mapBinaryFloat32(a, b, y, plan, f);
  else if (plan.kind === "same") for (let k = 0; k < y.length; k++) y[k] = f(a[k]!, b[k]!);
  else if (plan.kind === "scalar-a") for (let k = 0; k < y.length; k++) y[k] = f(a[0]!, b[k]!);
  else if (plan.kind === "scalar-b") for (let k = 0; k < y.length; k++) y[k] = f(a[k]!, b[0]!);
  else if (plan.kind === "indexed-a") for (let k = 0; k < y.length; k++) y[k] = f(a[plan.at[k]!]!, b[k]!);
  else for (let k = 0; k < y.length; k++) y[k] = f(a[k]!, b[plan.at[k]!]!);
}

function mapLines(a: TypedArray, b: TypedArray, y: TypedArray, plan: BroadcastLines, f: Scalar): void {
  const { runs, length, aStart, bStart, aStep, bStep } = plan;
  let k = 0;
  for (let run = 0; run < runs; run++) {
    let i = aStart[run]!;
    let j = bStart[run]!;
    for (const end = k + length; k < end; k++) {
      y[k] = f(a[i]!, b[j]!);
      i += aStep;
      j += bStep;
    }
  }
}

/** Rows shorter than this, of results of at most that many elements, are read through a table of indices (measured: 2× faster for rows of 3). */
const shortRow = 16;
const largestTable = 65_536;

/** Looks once at the shapes of a broadcast a ∘ b → y: merges the last axes that both operands walk alike into one line. */
export function planBroadcast(a: Value, b: Value, y: Value): BroadcastPlan {
  const count = y.data.length;
  const [aCount, bCount] = [a.data.length, b.data.length];
  if (aCount === count && bCount === count) return { kind: "same" };
  if (aCount === count && bCount === 1) return { kind: "scalar-b" };
  if (bCount === count && aCount === 1) return { kind: "scalar-a" };
  const rank = y.shape.length;
  const aStrides = broadcastStrides(a.shape, rank);
  const bStrides = broadcastStrides(b.shape, rank);
  const last = rank - 1;
  let axis = rank;
  let length = 1;
  while (axis > 0 && joins(aStrides, axis - 1, last, length) && joins(bStrides, axis - 1, last, length))
    length *= y.shape[--axis] as number;
  if (length < shortRow && count <= largestTable) {
    if (aCount === count) return { kind: "indexed-b", at: startsOf(y.shape, bStrides, count) };
    if (bCount === count) return { kind: "indexed-a", at: startsOf(y.shape, aStrides, count) };
  }
  const runs = count === 0 ? 0 : count / length;
  const outer = y.shape.slice(0, axis);
  const [aStart, bStart] = [startsOf(outer, aStrides, runs), startsOf(outer, bStrides, runs)];
  return { kind: "lines", runs, length, aStart, bStart, aStep: aStrides[last] ?? 0, bStep: bStrides[last] ?? 0 };
}

/** True where stepping along `axis` goes on from a line of `length` elements along the axes after it. */
const joins = (strides: readonly number[], axis: number, last: number, length: number): boolean =>
  strides[axis] === (strides[last] as number) * length;

/** Element strides of `shape` seen as a tensor of `rank` axes: 0 along the axes that are stretched. */
export function broadcastStrides(shape: readonly number[], rank: number): number[] {
  const strides = stridesOf(shape);
  const missing = rank - shape.length;
  return Array.from({ length: rank }, (_, axis) =>
    axis < missing || shape[axis - missing] === 1 ? 0 : (strides[axis - missing] as number),
  );
}

/** Offset of each position of `shape`, counted row-major, under the given strides. */
export function startsOf(shape: readonly number[], strides: readonly number[], count: number): Int32Array {
  const starts = new Int32Array(count);
  for (let run = 0; run < count; run++) {
    let rest = run;
    let start = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const dim = shape[axis] as number;
      start += (rest % dim) * (strides[axis] as number);
      rest = Math.floor(rest / dim);
    }
    starts[run] = start;
  }
  return starts;
}
