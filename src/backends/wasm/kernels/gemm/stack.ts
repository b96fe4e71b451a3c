import { internal } from "../../../../../graph/errors.ts";
import { stridesOf } from "../../../../../graph/shape.ts";
import { type Digit, joinDigits } from "../../../fuse/addressing.ts";
import { isMatrix, type StackAxis, stackAxes } from "../../../fuse/product-reads.ts";
import type { Callee, Code } from "../../assembler/code.ts";
import type { Place } from "../../place.ts";
import { broadcastWalk } from "../broadcast-walk.ts";
import { frameOf } from "../frame.ts";
import { walk } from "../walk.ts";

/** An operand of a product; a matrix may be stored as its transpose, or be read through moves. */
export type Factor = Place & {
  /** The shape is that of the stored matrix, of which the transpose is meant: float32 of rank 2 only. */
  readonly transposed?: boolean;
  /** Where its elements lie, behind the address: the digits of each axis. By rows where this is left out. */
  readonly axes?: readonly (readonly Digit[])[];
};

/** A stack of products of m × k by k × n matrices, one behind the other in y. */
export interface Stack {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Axes of the stack, none where it is one product. */
  readonly axes: readonly StackAxis[];
  /** The digits of rows and columns of a and of b, where one of them is read through moves. */
  readonly a?: MatrixDigits;
  readonly b?: MatrixDigits;
}

/** The digits of the last two axes of an operand. */
export type MatrixDigits = readonly [rows: readonly Digit[], columns: readonly Digit[]];

/** The products of a matmul: vectors are a row or a column, leading axes broadcast. Axes that can be walked as one are one. */
export function stackOf(a: Factor, b: Factor): Stack {
  const [m, k] = sizes(a, [1, ...a.shape]);
  const [, n] = sizes(b, b.shape.length === 1 ? [...b.shape, 1] : b.shape);
  if (a.axes !== undefined || b.axes !== undefined) return { m, n, k, ...readThrough(axesOf(a), axesOf(b)) };
  const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const axes = broadcastWalk(broadcastStacks(left, right), [left, right]).map(({ count, steps: [, x, y] }) => ({
    count,
    a: (x as number) * m * k,
    b: (y as number) * k * n,
  }));
  return { m, n, k, axes };
}

/** The digits of each axis of an operand. */
function axesOf({ axes, shape, transposed }: Factor): readonly (readonly Digit[])[] {
  if (axes) return axes;
  const strides = stridesOf(shape);
  const own = shape.map((size, axis) => (size === 1 ? [] : [{ size, stride: strides[axis] as number }]));
  return transposed ? own.toReversed() : own;
}

function readThrough(a: readonly (readonly Digit[])[], b: readonly (readonly Digit[])[]): Required<Pick<Stack, "axes" | "a" | "b">> {
  const axes = stackAxes(a.slice(0, -2), b.slice(0, -2));
  if (axes === undefined) throw internal("a stack of products whose operands have no digits in common");
  return { axes, a: a.slice(-2) as unknown as MatrixDigits, b: b.slice(-2) as unknown as MatrixDigits };
}

/** The shape of which both are stretched to; a length of 1 stretches to any other, to 0, too. */
function broadcastStacks(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x = 1, y = 1] = [a[a.length - rank + i], b[b.length - rank + i]];
    return x === 1 ? y : x;
  });
}

/** A stack whose last axis is more rows of a, all met by the same b, as products of so many more rows. */
export function joinRows(stack: Stack): Stack {
  const { m, k, axes, a } = stack;
  const last = axes.at(-1);
  if (last?.b !== 0) return stack;
  const joined = { ...stack, m: m * last.count, axes: axes.slice(0, -1) };
  if (a === undefined) return last.a === m * k ? joined : stack;
  const [rows, columns] = a;
  const longer = joinDigits([{ size: last.count, stride: last.a }, ...rows]);
  // Rows of one distance stay so: they are read where they lie.
  return isMatrix(a) && !isMatrix([longer, columns]) ? stack : joinRows({ ...joined, a: [longer, columns] });
}

/** Calls a function of three byte offsets, in a, b and y, for each product. */
export function callEach(code: Code, { m, n, axes }: Stack, bytes: number, product: Callee): void {
  const frame = frameOf({ code });
  const y = frame.take("i32");
  code.i32(0).set(y);
  const walked = axes.map(({ count, a, b }) => ({ count, x: bytes * a, y: bytes * b }));
  walk(frame, walked, frame.zero, frame.zero, (a, b) => {
    code
      .get(a)
      .get(b)
      .get(y)
      .call(product)
      .increase(y, bytes * m * n);
  });
}

/** Rows and columns of an operand's matrices. */
function sizes({ transposed }: Factor, shape: readonly number[]): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}
