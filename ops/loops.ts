import type { TypedArray } from "../graph/dtype.ts";
import type { Value } from "../graph/op.ts";
import { stridesOf } from "../graph/shape.ts";

/**
 * The index loops of elementwise kernels.
 *
 * An op passes its scalar function as an arrow of its own and calls the loop from an arrow of its own, so that the engine
 * inlines both into one machine loop per op and boxes no number. It does so only while all that `mapBinary` calls stays below
 * 750 bytes of bytecode together (now 560): beyond that a run takes 3× as long and allocates. Results are rounded to the
 * output's dtype by the store into its typed array.
 *
 * float32, which networks run on, has loops of its own. Other dtypes that run in the same process then do not slow it down, and
 * they take four elements a turn, because the engine looks the arrays up anew in each turn (measured for 900 elements: 1.4
 * instead of 2.1 µs).
 */
export function mapUnary(x: TypedArray, y: TypedArray, from: number, end: number, f: (x: number) => number): void {
  if (x instanceof Float32Array && y instanceof Float32Array) mapFloat32(x, y, from, end, f);
  else for (let k = from; k < end; k++) y[k] = f(x[k]!);
}

function mapFloat32(x: Float32Array, y: Float32Array, from: number, end: number, f: (x: number) => number): void {
  let k = from;
  for (; k < end - 3; k++) {
    y[k] = f(x[k]!);
    k++;
    y[k] = f(x[k]!);
    k++;
    y[k] = f(x[k]!);
    k++;
    y[k] = f(x[k]!);
  }
  for (; k < end; k++) y[k] = f(x[k]!);
}

/** Elements of a part of a kernel's work. */
const piece = 256;

/**
 * Calls `part` for a range of about 256 elements at a time. The engine compiles an op's arrow well only after some thousand calls;
 * a tensor of 19,200 elements, walked in one call a run, would stay in the slow shared loop for long (measured: 16 ns an element
 * instead of 1).
 */
export const inParts = (count: number, part: (from: number, end: number) => void, size = piece): (() => void) => {
  if (count <= size) return () => part(0, count);
  return () => {
    for (let from = 0; from < count; from += size) part(from, Math.min(from + size, count));
  };
};

/** As inParts, over the lines or elements of a broadcast. */
export const inLines = (plan: BroadcastPlan, y: Value, part: (from: number, end: number) => void): (() => void) =>
  plan.kind === "lines" ? inParts(plan.runs, part, Math.max(1, Math.floor(piece / plan.length))) : inParts(y.data.length, part);

type Scalar = (a: number, b: number) => number;

/** How the operands of a broadcast result are read. */
export type BroadcastPlan = FlatPlan | TablePlan | LinesPlan;

/** float32 operands that are as long as the result (mask −1) or one number (mask 0): element k takes a[k & aMask] and b[k & bMask]. */
interface FlatPlan {
  readonly kind: "flat";
  readonly aMask: number;
  readonly bMask: number;
}

/** float32, a as long as the result: element k takes a[k] and b[at[k]]. For short rows, where loops in loops cost most. */
interface TablePlan {
  readonly kind: "table";
  readonly at: Int32Array;
}

/** `runs` lines of `length` elements in memory order. In line r an operand starts at start[r] and moves by 1, or by 0 where it stands still. */
interface LinesPlan {
  readonly kind: "lines";
  readonly runs: number;
  readonly length: number;
  readonly aStart: Int32Array;
  readonly bStart: Int32Array;
  readonly aStep: number;
  readonly bStep: number;
}

/** Lines or elements `from` … `end` − 1 of y = a ∘ b as planBroadcast has planned it. */
export function mapBinary(a: TypedArray, b: TypedArray, y: TypedArray, plan: BroadcastPlan, from: number, end: number, f: Scalar): void {
  if (plan.kind === "flat") mapFlat(a as Float32Array, b as Float32Array, y as Float32Array, plan, from, end, f);
  else if (plan.kind === "table") mapTable(a as Float32Array, b as Float32Array, y as Float32Array, plan.at, from, end, f);
  else mapLines(a, b, y, plan, from, end, f);
}

function mapFlat(
  a: Float32Array,
  b: Float32Array,
  y: Float32Array,
  { aMask, bMask }: FlatPlan,
  from: number,
  end: number,
  f: Scalar,
): void {
  let k = from;
  for (; k < end - 3; k++) {
    y[k] = f(a[k & aMask]!, b[k & bMask]!);
    k++;
    y[k] = f(a[k & aMask]!, b[k & bMask]!);
    k++;
    y[k] = f(a[k & aMask]!, b[k & bMask]!);
    k++;
    y[k] = f(a[k & aMask]!, b[k & bMask]!);
  }
  for (; k < end; k++) y[k] = f(a[k & aMask]!, b[k & bMask]!);
}

function mapTable(a: Float32Array, b: Float32Array, y: Float32Array, at: Int32Array, from: number, end: number, f: Scalar): void {
  let k = from;
  for (; k < end - 3; k++) {
    y[k] = f(a[k]!, b[at[k]!]!);
    k++;
    y[k] = f(a[k]!, b[at[k]!]!);
    k++;
    y[k] = f(a[k]!, b[at[k]!]!);
    k++;
    y[k] = f(a[k]!, b[at[k]!]!);
  }
  for (; k < end; k++) y[k] = f(a[k]!, b[at[k]!]!);
}

function mapLines(a: TypedArray, b: TypedArray, y: TypedArray, plan: LinesPlan, from: number, end: number, f: Scalar): void {
  const { length, aStart, bStart, aStep, bStep } = plan;
  let k = from * length;
  for (let run = from; run < end; run++) {
    let i = aStart[run]!;
    let j = bStart[run]!;
    for (const stop = Math.min(k + length, y.length); k < stop; k++) {
      y[k] = f(a[i]!, b[j]!);
      i += aStep;
      j += bStep;
    }
  }
}

/** Rows shorter than this, of results of at most that many elements, are read through a table (measured for rows of 3: 1.4 instead of 4 µs). */
const shortRow = 16;
const largestTable = 65_536;

/** Looks once at the shapes and dtypes of a broadcast a ∘ b → y: merges the last axes that both operands walk alike into one line. */
export function planBroadcast(a: Value, b: Value, y: Value): BroadcastPlan {
  const count = y.data.length;
  const [aWhole, bWhole] = [a.data.length === count, b.data.length === count];
  const single = a.dtype === "float32" && b.dtype === "float32";
  if (single && (aWhole || a.data.length === 1) && (bWhole || b.data.length === 1)) {
    return { kind: "flat", aMask: aWhole ? -1 : 0, bMask: bWhole ? -1 : 0 };
  }
  const rank = y.shape.length;
  const aStrides = broadcastStrides(a.shape, rank);
  const bStrides = broadcastStrides(b.shape, rank);
  const last = rank - 1;
  let axis = rank;
  let length = 1;
  while (axis > 0 && joins(aStrides, axis - 1, last, length) && joins(bStrides, axis - 1, last, length))
    length *= y.shape[--axis] as number;
  if (single && aWhole && length < shortRow && count <= largestTable) return { kind: "table", at: startsOf(y.shape, bStrides, count) };
  const [aStep, bStep] = [aStrides[last] ?? 0, bStrides[last] ?? 0];
  const runs = count === 0 ? 0 : count / length;
  if (runs === 1 && length > piece) return { kind: "lines", ...pieces(length, aStep, bStep), aStep, bStep };
  const outer = y.shape.slice(0, axis);
  return { kind: "lines", runs, length, aStart: startsOf(outer, aStrides, runs), bStart: startsOf(outer, bStrides, runs), aStep, bStep };
}

/** One long line as lines of `piece` elements; the last one ends with the result. */
function pieces(length: number, aStep: number, bStep: number): Pick<LinesPlan, "runs" | "length" | "aStart" | "bStart"> {
  const runs = Math.ceil(length / piece);
  const start = (step: number): Int32Array => Int32Array.from({ length: runs }, (_, run) => run * piece * step);
  return { runs, length: piece, aStart: start(aStep), bStart: start(bStep) };
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
