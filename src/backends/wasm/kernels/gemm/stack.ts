import type { Callee, Code } from "../../assembler/code.ts";
import type { Place } from "../../place.ts";
import { broadcastWalk } from "../broadcast-walk.ts";
import { frameOf } from "../frame.ts";
import { walk } from "../walk.ts";

/** An operand of a product; a matrix may be stored as its transpose. */
export type Factor = Place & {
  /** The shape is that of the stored matrix, of which the transpose is meant: float32 of rank 2 only. */
  readonly transposed?: boolean;
};

/** A leading axis of a stack of products: its length, and by how many elements a and b move along it. */
interface StackAxis {
  readonly count: number;
  readonly a: number;
  readonly b: number;
}

/** A stack of products of m × k by k × n matrices, one behind the other in y. */
export interface Stack {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Axes of the stack, none where it is one product. */
  readonly axes: readonly StackAxis[];
}

/** The products of a matmul: vectors are a row or a column, leading axes broadcast. Axes that can be walked as one are one. */
export function stackOf(a: Factor, b: Factor): Stack {
  const [m, k] = sizes(a, [1, ...a.shape]);
  const [, n] = sizes(b, b.shape.length === 1 ? [...b.shape, 1] : b.shape);
  const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const axes = broadcastWalk(broadcastStacks(left, right), [left, right]).map(({ count, steps: [, x, y] }) => ({
    count,
    a: (x as number) * m * k,
    b: (y as number) * k * n,
  }));
  return { m, n, k, axes };
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
export function joinRows({ m, n, k, axes }: Stack): Stack {
  const last = axes.at(-1);
  return last && last.b === 0 && last.a === m * k ? { m: m * last.count, n, k, axes: axes.slice(0, -1) } : { m, n, k, axes };
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
