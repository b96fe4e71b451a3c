import { allocate, type DType, type TypedArray } from "../../../graph/dtype.ts";
import type { Fail, Value } from "../../../graph/op.ts";
import type { Expression, Instruction } from "../../../graph/scalar.ts";
import { broadcastStrides, sizeOf } from "../../../graph/shape.ts";
import { power } from "../power.ts";
import { failIndex } from "./fail-index.ts";
import { inLines, inParts, mapBinary, mapUnary, maskOf, planBroadcast, readsFlat, startsOf } from "./loops.ts";

/**
 * The loop of a scalar expression over operands that are broadcast to y: instruction after instruction over all elements, as NumPy
 * computes a formula, each result rounded to its dtype by the store into a typed array.
 */
export function scalarKernel(expression: Expression, operands: readonly Value[], y: Value, fail: Fail): () => void {
  const values: Value[] = [];
  const computed: (() => void)[] = [];
  for (const [position, { instruction, dtype, number, operands: read }] of expression.entries()) {
    if (instruction === "operand") values.push(operands[number] as Value);
    else if (instruction === "constant") values.push({ data: allocate(dtype, 1).fill(number), shape: [], dtype });
    else {
      const inputs = read.map((one) => values[one]) as unknown as readonly [Value, Value, Value];
      const result = position === expression.length - 1 ? y : temporary(dtype, y.shape);
      values.push(result);
      computed.push(loops[instruction](inputs, result, number, fail));
    }
  }
  // An expression that is its operand, as a cast to the same dtype is: max(x, x) copies, and broadcasts.
  const only = values.at(-1) as Value;
  if (computed.length === 0) computed.push(loops.maximum([only, only, only], y));
  if (computed.length === 1) return computed[0] as () => void;
  return () => {
    for (let i = 0; i < computed.length; i++) computed[i]!();
  };
}

const temporary = (dtype: DType, shape: readonly number[]): Value => ({ data: allocate(dtype, sizeOf(shape)), shape, dtype });

type Computing = Exclude<Instruction, "operand" | "constant">;
type Loop = (inputs: readonly [Value, Value, Value], y: Value, number: number, fail: Fail) => () => void;

/*
 * Each instruction hands an arrow of its own to the loop, so that the engine inlines both (see loops.ts). Unary instructions take
 * operands of the result's shape; one that is smaller is stretched as binary ones stretch theirs.
 */
const unary =
  (whole: (x: TypedArray, y: TypedArray, from?: number, end?: number) => void): Loop =>
  ([x], y) => {
    if (x.data.length === y.data.length) return inParts(y.data.length, (from, end) => whole(x.data, y.data, from, end));
    const small = temporary(y.dtype, x.shape);
    const spread = loops.maximum([small, small, small], y);
    return () => {
      whole(x.data, small.data);
      spread();
    };
  };

const loops = {
  neg: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => -v)),
  abs: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.abs(v))),
  sign: unary((x, y, from, end) =>
    mapUnary(x, y, from, end, (v) => {
      if (v > 0) return 1;
      if (v < 0) return -1;
      return v === 0 ? 0 : v;
    }),
  ),
  sqrt: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.sqrt(v))),
  floor: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.floor(v))),
  ceil: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.ceil(v))),
  round: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => nearestEven(v))),
  trunc: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.trunc(v))),
  exp: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.exp(v))),
  log: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.log(v))),
  sin: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.sin(v))),
  cos: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.cos(v))),
  tanh: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => Math.tanh(v))),
  not: unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => 1 - v)),
  cast: (inputs, y, number, fail) => (y.dtype === "bool" ? toBool : copied)(inputs, y, number, fail),
  add: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => p + q));
  },
  sub: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => p - q));
  },
  mul: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    // Products of two int32 need up to 62 bits, a double holds 53: imul keeps the low 32.
    if (y.dtype === "int32") return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => Math.imul(p, q)));
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => p * q));
  },
  div: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => p / q));
  },
  pow: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, power));
  },
  maximum: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => (p >= q || p !== p ? p : q)));
  },
  minimum: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => (p <= q || p !== p ? p : q)));
  },
  equal: ([a, b], y) => {
    if (readsFlat(a, y) && readsFlat(b, y)) return () => equalFlat(a.data, b.data, y.data, maskOf(a, y), maskOf(b, y));
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => (p === q ? 1 : 0)));
  },
  less: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => (p < q ? 1 : 0)));
  },
  lessEqual: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => (p <= q ? 1 : 0)));
  },
  and: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => p & q));
  },
  or: ([a, b], y) => {
    const plan = planBroadcast(a, b, y);
    return inLines(plan, () => mapBinary(a.data, b.data, y.data, plan, (p, q) => p | q));
  },
  select: ([condition, a, b], y) => {
    if (condition.data.length === y.data.length && readsFlat(a, y) && readsFlat(b, y)) {
      return () => chooseFlat(condition.data, a.data, b.data, y.data, maskOf(a, y), maskOf(b, y));
    }
    const [at, aAt, bAt] = [condition, a, b].map((operand) => elementsOf(operand, y)) as [Int32Array, Int32Array, Int32Array];
    return () => {
      for (let k = 0; k < at.length; k++) y.data[k] = condition.data[at[k]!] !== 0 ? a.data[aAt[k]!]! : b.data[bAt[k]!]!;
    };
  },
  checked: ([x], y, limit, fail) => {
    const copy = copied([x, x, x], y, 0, fail);
    return () => {
      for (let i = 0; i < x.data.length; i++) if (!(x.data[i]! >= 0 && x.data[i]! < limit)) failIndex(x, i, limit, fail);
      copy();
    };
  },
} as const satisfies Record<Computing, Loop>;

const toBool = unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => (v === 0 ? 0 : 1)));
const copied = unary((x, y, from, end) => mapUnary(x, y, from, end, (v) => v));

/** To the nearest integer, of two equally near to the even one; −0.5 gives −0. */
function nearestEven(v: number): number {
  const floor = Math.floor(v);
  const rest = v - floor;
  if (rest < 0.5) return floor;
  const up = rest > 0.5 || floor % 2 !== 0 ? floor + 1 : floor;
  return up === 0 && v < 0 ? -0 : up;
}

/** A loop of its own: the shared loops of float32 do not take a result of another dtype. */
function equalFlat(a: TypedArray, b: TypedArray, y: TypedArray, aMask: number, bMask: number): void {
  const single = a instanceof Float32Array && b instanceof Float32Array && y instanceof Uint8Array;
  const start = single ? equalFours(a, b, y, aMask, bMask) : 0;
  for (let k = start; k < y.length; k++) y[k] = Number(a[k & aMask] === b[k & bMask]);
}

/** float32, four elements a turn as in loops.ts; without a branch, since whether a unit was active is hard to foresee. Where it ends. */
function equalFours(a: Float32Array, b: Float32Array, y: Uint8Array, aMask: number, bMask: number): number {
  let k = 0;
  for (; k < y.length - 3; k++) {
    y[k] = Number(a[k & aMask] === b[k & bMask]);
    k++;
    y[k] = Number(a[k & aMask] === b[k & bMask]);
    k++;
    y[k] = Number(a[k & aMask] === b[k & bMask]);
    k++;
    y[k] = Number(a[k & aMask] === b[k & bMask]);
  }
  return k;
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

/** Which element of an operand goes to each element of y. */
const elementsOf = ({ shape }: Value, y: Value): Int32Array => startsOf(y.shape, broadcastStrides(shape, y.shape.length), y.data.length);
