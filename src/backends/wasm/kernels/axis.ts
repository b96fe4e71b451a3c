import { stridesOf } from "../../../../graph/shape.ts";

/** `count` steps, each of so many bytes in an operand x and in the result y; 0 where a tensor stands still. */
export interface WalkAxis {
  readonly count: number;
  readonly x: number;
  readonly y: number;
}

/** An axis along which nothing moves. */
export const standing: WalkAxis = { count: 1, x: 0, y: 0 };

/** The same walk with the fewest axes: without those of one step, and with neighbours as one where the outer goes on where the inner ends. */
export function merge(axes: readonly WalkAxis[]): WalkAxis[] {
  const merged: WalkAxis[] = [];
  for (const axis of axes) {
    if (axis.count === 1) continue;
    const outer = merged.at(-1);
    if (outer && outer.x === axis.x * axis.count && outer.y === axis.y * axis.count)
      merged[merged.length - 1] = { ...axis, count: outer.count * axis.count };
    else merged.push(axis);
  }
  return merged;
}

/** Row-major strides in bytes. */
export const byteStrides = (shape: readonly number[], bytes: number): number[] => stridesOf(shape).map((stride) => stride * bytes);
