import { allocate, type DType, type TypedArray } from "../../../graph/dtype.ts";
import { internal } from "../../../graph/errors.ts";
import type { Fail, Value } from "../../../graph/op.ts";
import type { Expression, Instruction, ScalarStep } from "../../../graph/scalar.ts";
import { broadcastStrides, sizeOf } from "../../../graph/shape.ts";
import { power } from "../power.ts";
import { failIndex } from "./fail-index.ts";
import { moveKernel } from "./move.ts";

/**
 * The loops of a scalar expression over operands that are broadcast to y: instruction after instruction over all elements, as NumPy
 * computes a formula, each result rounded to its dtype by the store into a typed array.
 */
export function scalarKernel(expression: Expression, operands: readonly Value[], y: Value, fail: Fail): () => void {
  const work: (() => void)[] = [];
  /** An operand as long as the result, or one number. */
  const fitting = (x: Value): Value => {
    if (x.data.length === y.data.length || x.data.length === 1) return x;
    const stretched = temporary(x.dtype, y.shape);
    if (isTail(x.shape, y.shape)) work.push(() => repeat(x.data, stretched.data));
    else work.push(moveKernel([{ input: 0, from: 0, steps: broadcastStrides(x.shape, y.shape.length) }], [x], stretched));
    return stretched;
  };
  const values: Value[] = [];
  for (const [at, step] of expression.entries()) {
    const { instruction, dtype, number } = step;
    if (instruction === "operand") values.push(fitting(operands[number] as Value));
    else if (instruction === "constant") values.push({ data: allocate(dtype, 1).fill(number), shape: [], dtype });
    else {
      // What no later step reads may be written over, even by the step that reads it last: a loop reads an element before it writes it.
      const isDone = (i: number): boolean =>
        expression[i]!.operands.length > 0 && !expression.some((later, j) => j > at && later.operands.includes(i));
      const done = values.find((value) => value.dtype === dtype && values.every((other, i) => other !== value || isDone(i)));
      const result = at === expression.length - 1 ? y : (done ?? temporary(dtype, y.shape));
      const inputs = step.operands.map((position) => values[position] as Value);
      work.push(loopOf(step, inputs, result, fail));
      values.push(result);
    }
  }
  // An expression that is its operand copies it.
  const last = (expression.at(-1) as ScalarStep).instruction;
  if (last === "operand" || last === "constant") {
    const only = values.at(-1) as Value;
    work.push(loopOf({ instruction: "cast", dtype: y.dtype, operands: [], number: 0 }, [only], y, fail));
  }
  if (work.length === 1) return work[0] as () => void;
  return () => {
    for (let i = 0; i < work.length; i++) work[i]!();
  };
}

const temporary = (dtype: DType, shape: readonly number[]): Value => ({ data: allocate(dtype, sizeOf(shape)), shape, dtype });

/** True for the shape of a row of y, whatever the rows are. */
function isTail(shape: readonly number[], whole: readonly number[]): boolean {
  const row = shape.slice(shape.findIndex((dim) => dim !== 1));
  return row.every((dim, axis) => dim === whole[whole.length - row.length + axis]);
}

/** y = x, x, x … */
function repeat(x: TypedArray, y: TypedArray): void {
  if (y.length === 0) return;
  y.set(x);
  for (let done = x.length; done < y.length; done *= 2) y.copyWithin(done, 0, Math.min(done, y.length - done));
}

/** The loop of one instruction, over operands as long as the result or of one number: element k takes x[k & −1] or x[k & 0]. */
function loopOf({ instruction, dtype, number }: ScalarStep, inputs: readonly Value[], y: Value, fail: Fail): () => void {
  const [a, b, c] = inputs.map(({ data }) => data) as [TypedArray, TypedArray, TypedArray];
  const [i, j, k] = inputs.map(({ data }) => (data.length === y.data.length ? -1 : 0)) as [number, number, number];
  const to = y.data;
  if (instruction === "select") return () => select(to, a, b, c, i, j, k);
  if (instruction === "checked") {
    const x = inputs[0] as Value;
    return () => {
      for (let k = 0; k < a.length; k++) if (!(a[k]! >= 0 && a[k]! < number)) failIndex(x, k, number, fail);
      loops.cast(to, a, a, i);
    };
  }
  if (instruction === "operand" || instruction === "constant") throw internal(`"${instruction}" computes nothing`);
  const loop: InstructionLoop = loops[exactIn(instruction, dtype)];
  return () => loop(to, a, b, i, j);
}

/** What integers and bool need another loop for: products of two int32 take up to 62 bits, and any number but 0 is true. */
function exactIn(instruction: Exclude<Instruction, Apart>, dtype: DType): keyof typeof loops {
  if (instruction === "mul" && dtype === "int32") return "imul";
  return instruction === "cast" && dtype === "bool" ? "truth" : instruction;
}

/** Instructions that are no loop over one or two operands. */
type Apart = "operand" | "constant" | "select" | "checked";
type InstructionLoop = (y: TypedArray, a: TypedArray, b: TypedArray, i: number, j: number) => void;

/* Each instruction has a loop of its own, so that it is compiled for itself: a function that all loops called would cost ten times the work. */
const loops = {
  add: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = a[k & i]! + b[k & j]!;
  },
  sub: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = a[k & i]! - b[k & j]!;
  },
  mul: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = a[k & i]! * b[k & j]!;
  },
  imul: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.imul(a[k & i]!, b[k & j]!);
  },
  div: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = a[k & i]! / b[k & j]!;
  },
  pow: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = power(a[k & i]!, b[k & j]!);
  },
  maximum: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) {
      const p = a[k & i]!;
      const q = b[k & j]!;
      y[k] = p >= q || p !== p ? p : q;
    }
  },
  minimum: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) {
      const p = a[k & i]!;
      const q = b[k & j]!;
      y[k] = p <= q || p !== p ? p : q;
    }
  },
  equal: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = Number(a[k & i]! === b[k & j]!);
  },
  less: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = Number(a[k & i]! < b[k & j]!);
  },
  lessEqual: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = Number(a[k & i]! <= b[k & j]!);
  },
  and: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = a[k & i]! & b[k & j]!;
  },
  or: (y, a, b, i, j) => {
    for (let k = 0; k < y.length; k++) y[k] = a[k & i]! | b[k & j]!;
  },
  not: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = 1 - a[k & i]!;
  },
  neg: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = -a[k & i]!;
  },
  abs: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.abs(a[k & i]!);
  },
  sign: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) {
      const v = a[k & i]!;
      y[k] = v > 0 ? 1 : v < 0 ? -1 : v === 0 ? 0 : v;
    }
  },
  sqrt: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.sqrt(a[k & i]!);
  },
  floor: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.floor(a[k & i]!);
  },
  ceil: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.ceil(a[k & i]!);
  },
  round: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = nearestEven(a[k & i]!);
  },
  trunc: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.trunc(a[k & i]!);
  },
  exp: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.exp(a[k & i]!);
  },
  log: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.log(a[k & i]!);
  },
  sin: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.sin(a[k & i]!);
  },
  cos: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.cos(a[k & i]!);
  },
  tanh: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Math.tanh(a[k & i]!);
  },
  cast: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = a[k & i]!;
  },
  truth: (y, a, _, i) => {
    for (let k = 0; k < y.length; k++) y[k] = Number(a[k & i]! !== 0);
  },
} as const satisfies Record<Exclude<Instruction, Apart> | "imul" | "truth", InstructionLoop>;

function select(y: TypedArray, condition: TypedArray, a: TypedArray, b: TypedArray, h: number, i: number, j: number): void {
  for (let k = 0; k < y.length; k++) y[k] = condition[k & h] !== 0 ? a[k & i]! : b[k & j]!;
}

/** To the nearest integer, of two equally near to the even one; −0.5 gives −0. */
function nearestEven(v: number): number {
  const floor = Math.floor(v);
  const rest = v - floor;
  if (rest < 0.5) return floor;
  const up = rest > 0.5 || floor % 2 !== 0 ? floor + 1 : floor;
  return up === 0 && v < 0 ? -0 : up;
}
