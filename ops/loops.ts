import type { TypedArray } from "../graph/dtype.ts";
import type { Value } from "../graph/op.ts";
import { stridesOf } from "../graph/shape.ts";

/**
 * The index loops of elementwise kernels.
 *
 * They are small on purpose: an op passes its scalar function as an arrow of its own and calls the loop from an arrow of its
 * own, so that the engine inlines both into one machine loop per op and boxes no number. Results are rounded to the output's
 * dtype by the store into its typed array.
 */
export function mapUnary(x: TypedArray, y: TypedArray, f: (x: number) => number): void {
  for (let i = 0; i < y.length; i++) y[i] = f(x[i] as number);
}

/** How two operands are read for a broadcast result of `outer` runs of `inner` elements each. */
export interface BroadcastPlan {
  readonly kind: "same" | "scalar-a" | "scalar-b" | "rows";
  readonly outer: number;
  readonly inner: number;
  /** Offset of each run in a and b. */
  readonly aStart: Int32Array;
  readonly bStart: Int32Array;
  /** 1 where the operand moves along the run, 0 where it stands still. */
  readonly aStep: number;
  readonly bStep: number;
}

export function mapBinary(a: TypedArray, b: TypedArray, y: TypedArray, plan: BroadcastPlan, f: (a: number, b: number) => number): void {
  if (plan.kind === "same") {
    for (let i = 0; i < y.length; i++) y[i] = f(a[i] as number, b[i] as number);
  } else if (plan.kind === "scalar-b") {
    const right = b[0] as number;
    for (let i = 0; i < y.length; i++) y[i] = f(a[i] as number, right);
  } else if (plan.kind === "scalar-a") {
    const left = a[0] as number;
    for (let i = 0; i < y.length; i++) y[i] = f(left, b[i] as number);
  } else {
    const { outer, inner, aStart, bStart, aStep, bStep } = plan;
    let k = 0;
    for (let run = 0; run < outer; run++) {
      let i = aStart[run] as number;
      let j = bStart[run] as number;
      for (let n = 0; n < inner; n++) {
        y[k++] = f(a[i] as number, b[j] as number);
        i += aStep;
        j += bStep;
      }
    }
  }
}

/** Looks once at the shapes of a broadcast a ∘ b → y: merges axes that both operands walk alike into one long run. */
export function planBroadcast(a: Value, b: Value, y: Value): BroadcastPlan {
  const count = y.data.length;
  const none = new Int32Array(1);
  const whole = { outer: 1, inner: count, aStart: none, bStart: none };
  if (a.data.length === count && b.data.length === count) return { kind: "same", ...whole, aStep: 1, bStep: 1 };
  if (b.data.length === 1 && a.data.length === count) return { kind: "scalar-b", ...whole, aStep: 1, bStep: 0 };
  if (a.data.length === 1 && b.data.length === count) return { kind: "scalar-a", ...whole, aStep: 0, bStep: 1 };
  const rank = y.shape.length;
  const aStrides = broadcastStrides(a.shape, rank);
  const bStrides = broadcastStrides(b.shape, rank);
  let inner = 1;
  let axis = rank;
  while (
    axis > 0 &&
    aStrides[axis - 1] === (aStrides[rank - 1] as number) * inner &&
    bStrides[axis - 1] === (bStrides[rank - 1] as number) * inner
  ) {
    inner *= y.shape[--axis] as number;
  }
  if (inner === 0) return { kind: "rows", outer: 0, inner: 0, aStart: none, bStart: none, aStep: 0, bStep: 0 };
  const outer = count / inner;
  const outerShape = y.shape.slice(0, axis);
  return {
    kind: "rows",
    outer,
    inner,
    aStart: startsOf(outerShape, aStrides, outer),
    bStart: startsOf(outerShape, bStrides, outer),
    aStep: aStrides[rank - 1] as number,
    bStep: bStrides[rank - 1] as number,
  };
}

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
