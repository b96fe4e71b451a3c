import { stridesOf } from "../../../../graph/shape.ts";

/** One axis of a walk over a result: its length, and how far the result and each operand move per step along it, in elements. */
export interface BroadcastAxis {
  readonly count: number;
  readonly steps: readonly number[];
}

/**
 * The axes that a walk over a result must have, outermost first, for operands that are broadcast to it: axes of size 1 are left out,
 * and axes that all operands walk alike are one. The result itself is contiguous: it is operand number 0.
 */
export function broadcastWalk(result: readonly number[], operands: readonly (readonly number[])[]): readonly BroadcastAxis[] {
  return joinAxes(
    result,
    [result, ...operands].map((shape) => broadcastStrides(shape, result)),
  );
}

/** How far an operand moves along each axis of the result that it is broadcast to, in elements. */
export function broadcastStrides(shape: readonly number[], result: readonly number[]): readonly number[] {
  const own = stridesOf(shape);
  const missing = result.length - shape.length;
  return result.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : (own[axis - missing] as number)));
}

/** The same walk with the fewest axes, for tensors with these strides. */
export function joinAxes(counts: readonly number[], strides: readonly (readonly number[])[]): readonly BroadcastAxis[] {
  const merged: BroadcastAxis[] = [];
  for (let axis = counts.length - 1; axis >= 0; axis--) {
    const count = counts[axis] as number;
    if (count === 1) continue;
    const here = strides.map((stride) => stride[axis] as number);
    const inner = merged[0];
    if (inner !== undefined && here.every((stride, i) => stride === (inner.steps[i] as number) * inner.count)) {
      merged[0] = { count: count * inner.count, steps: inner.steps };
    } else merged.unshift({ count, steps: here });
  }
  return merged;
}
