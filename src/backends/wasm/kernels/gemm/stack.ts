import { given } from "../../../fuse/extension.ts";
import type { Callee, Code } from "../../assembler/code.ts";
import { extension } from "../../extension.ts";
import { broadcastWalk } from "../broadcast-walk.ts";
import { frameOf } from "../frame.ts";
import { walk } from "../walk.ts";
import type { Factor, Stack } from "./factor.ts";

/** The products of a matmul: vectors are a row or a column, leading axes broadcast. Axes that can be walked as one are one. */
export function stackOf(a: Factor, b: Factor): Stack {
  const [m, k] = sizes(a, [1, ...a.shape]);
  const [, n] = sizes(b, b.shape.length === 1 ? [...b.shape, 1] : b.shape);
  if (a.axes !== undefined || b.axes !== undefined) return { m, n, k, ...given(extension.writers).stackOf(a, b) };
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
export function joinRows(stack: Stack): Stack {
  const { m, k, axes, a } = stack;
  const last = axes.at(-1);
  if (last?.b !== 0) return stack;
  if (a !== undefined) return given(extension.writers).joinRows(stack);
  return last.a === m * k ? { ...stack, m: m * last.count, axes: axes.slice(0, -1) } : stack;
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
