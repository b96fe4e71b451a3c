import type { TypedArray } from "../../../graph/dtype.ts";
import type { Value } from "../../../graph/op.ts";
import { broadcastStrides } from "../../../graph/shape.ts";

/**
 * The index loops of elementwise kernels.
 *
 * An op passes its scalar function as an arrow of its own and calls the loop from an arrow of its own, so that the engine
 * inlines both into one machine loop per op and boxes no number. It does so only while all that `mapBinary` calls stays below
 * 750 bytes of bytecode together (now 650): beyond that a run takes up to 3× as long and allocates. Results are rounded to the
 * output's dtype by the store into its typed array.
 *
 * float32, which networks run on, has loops of its own. Other dtypes that run in the same process then do not slow it down, and
 * they take four elements a turn, because the engine looks the arrays up anew in each turn (measured for 900 elements: 1.4
 * instead of 2.1 µs).
 */
export function mapUnary(x: TypedArray, y: TypedArray, from = 0, end = y.length, f: (x: number) => number): void {
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
const piece = 1024;

/**
 * Calls `part` for at most 1024 elements at a time. The engine compiles an op's arrow well only after some thousand calls; a
 * tensor of 19,200 elements, walked in one call a run, would stay in the slow shared loop for long (measured: 16 ns an element
 * instead of 1). The part of a small tensor is all of it: it is the run itself, which saves a call.
 */
export const inParts = (count: number, part: (from?: number, end?: number) => void): (() => void) => {
  if (count <= piece) return part;
  return () => {
    for (let from = 0; from < count; from += piece) part(from, Math.min(from + piece, count));
  };
};

/** As inParts, over the elements or lines of a broadcast; the plan says which come next. */
export const inLines = (plan: BroadcastPlan, part: () => void): (() => void) => {
  const { count } = plan;
  const size = plan.kind === "lines" ? Math.max(1, Math.floor(piece / plan.length)) : piece;
  if (count <= size) return part;
  return () => {
    for (let from = 0; from < count; from += size) {
      plan.from = from;
      plan.end = Math.min(from + size, count);
      part();
    }
  };
};

type Scalar = (a: number, b: number) => number;

/** How the operands of a broadcast result are read. */
export type BroadcastPlan = FlatPlan | TablePlan | LinesPlan;

interface Walk {
  /** How many elements or lines there are. */
  readonly count: number;
  /** The first that the next call of mapBinary takes. In the plan, since arguments of the loops would cost bytecode. */
  from: number;
  /** The one after the last that it takes. */
  end: number;
}

/** float32 operands that are as long as the result (mask −1) or one number (mask 0): element k takes a[k & aMask] and b[k & bMask]. */
interface FlatPlan extends Walk {
  readonly kind: "flat";
  readonly aMask: number;
  readonly bMask: number;
}

/** True for an operand that is as long as the result or one number: element k takes x[k & maskOf(x, y)]. */
export const readsFlat = (x: Value, y: Value): boolean => x.data.length === y.data.length || x.data.length === 1;

/** −1 for an operand as long as the result, 0 for one number. */
export const maskOf = (x: Value, y: Value): number => (x.data.length === y.data.length ? -1 : 0);

/** float32, a as long as the result: element k takes a[k] and b[at[k]]. For short rows, where loops in loops cost most. */
interface TablePlan extends Walk {
  readonly kind: "table";
  readonly at: Int32Array;
}

/** Lines of `length` elements in memory order, the last one perhaps shorter. In line r an operand starts at start[r] and moves by 1, or by 0 where it stands still. */
interface LinesPlan extends Walk {
  readonly kind: "lines";
  readonly length: number;
  readonly aStart: Int32Array;
  readonly bStart: Int32Array;
  readonly aStep: number;
  readonly bStep: number;
}

/** y = a ∘ b as planBroadcast has planned it: the elements or lines that the plan names next. */
export function mapBinary(a: TypedArray, b: TypedArray, y: TypedArray, plan: BroadcastPlan, f: Scalar): void {
  if (plan.kind === "flat") mapFlat(a as Float32Array, b as Float32Array, y as Float32Array, plan, f);
  else if (plan.kind === "table") mapTable(a as Float32Array, b as Float32Array, y as Float32Array, plan, f);
  else mapLines(a, b, y, plan, f);
}

// The loops of two operands ask for the end after each element: a second loop for the rest would cost too much bytecode.

function mapFlat(a: Float32Array, b: Float32Array, y: Float32Array, { aMask, bMask, from, end }: FlatPlan, f: Scalar): void {
  for (let k = from; k < end; k++) {
    y[k] = f(a[k & aMask]!, b[k & bMask]!);
    if (++k === end) return;
    y[k] = f(a[k & aMask]!, b[k & bMask]!);
    if (++k === end) return;
    y[k] = f(a[k & aMask]!, b[k & bMask]!);
    if (++k === end) return;
    y[k] = f(a[k & aMask]!, b[k & bMask]!);
  }
}

function mapTable(a: Float32Array, b: Float32Array, y: Float32Array, { at, from, end }: TablePlan, f: Scalar): void {
  for (let k = from; k < end; k++) {
    y[k] = f(a[k]!, b[at[k]!]!);
    if (++k === end) return;
    y[k] = f(a[k]!, b[at[k]!]!);
    if (++k === end) return;
    y[k] = f(a[k]!, b[at[k]!]!);
    if (++k === end) return;
    y[k] = f(a[k]!, b[at[k]!]!);
  }
}

function mapLines(a: TypedArray, b: TypedArray, y: TypedArray, plan: LinesPlan, f: Scalar): void {
  const { from, end, length, aStart, bStart, aStep, bStep } = plan;
  let k = from * length;
  for (let line = from; line < end; line++) {
    let i = aStart[line]!;
    let j = bStart[line]!;
    for (const stop = Math.min(k + length, y.length); k < stop; k++) {
      y[k] = f(a[i]!, b[j]!);
      i += aStep;
      j += bStep;
    }
  }
}

/** Rows shorter than this, of results of at most that many elements, are read through a table (measured for rows of 3: 1.4 instead of 4 µs). */
const shortRow = 128;
const largestTable = 65_536;

/** Looks once at the shapes and dtypes of a broadcast a ∘ b → y: merges the last axes that both operands walk alike into one line. */
export function planBroadcast(a: Value, b: Value, y: Value): BroadcastPlan {
  const elements = y.data.length;
  const aWhole = a.data.length === elements;
  const single = a.dtype === "float32" && b.dtype === "float32" && y.dtype === "float32";
  if (single && readsFlat(a, y) && readsFlat(b, y)) return { kind: "flat", ...walk(elements), aMask: maskOf(a, y), bMask: maskOf(b, y) };
  const rank = y.shape.length;
  const aStrides = broadcastStrides(a.shape, rank);
  const bStrides = broadcastStrides(b.shape, rank);
  const last = rank - 1;
  let axis = rank;
  let length = 1;
  while (axis > 0 && joins(aStrides, axis - 1, last, length) && joins(bStrides, axis - 1, last, length))
    length *= y.shape[--axis] as number;
  if (single && aWhole && length < shortRow && elements <= largestTable) {
    return { kind: "table", ...walk(elements), at: startsOf(y.shape, bStrides, elements) };
  }
  const [aStep, bStep] = [aStrides[last] ?? 0, bStrides[last] ?? 0];
  const count = elements === 0 ? 0 : elements / length;
  if (count === 1 && length > piece) return { kind: "lines", ...pieces(length, aStep, bStep), aStep, bStep };
  const outer = y.shape.slice(0, axis);
  const starts = (strides: readonly number[]): Int32Array => startsOf(outer, strides, count);
  return { kind: "lines", ...walk(count), length, aStart: starts(aStrides), bStart: starts(bStrides), aStep, bStep };
}

const walk = (count: number): Walk => ({ count, from: 0, end: count });

/** One long line as lines of `piece` elements; the last one ends with the result. */
function pieces(length: number, aStep: number, bStep: number): Omit<LinesPlan, "kind" | "aStep" | "bStep"> {
  const count = Math.ceil(length / piece);
  const start = (step: number): Int32Array => Int32Array.from({ length: count }, (_, line) => line * piece * step);
  return { ...walk(count), length: piece, aStart: start(aStep), bStart: start(bStep) };
}

/** True where stepping along `axis` goes on from a line of `length` elements along the axes after it. */
const joins = (strides: readonly number[], axis: number, last: number, length: number): boolean =>
  strides[axis] === (strides[last] as number) * length;

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
