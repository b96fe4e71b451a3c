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
  const rank = result.length;
  const strides = [result, ...operands].map((shape) => {
    const own = stridesOf(shape);
    const missing = rank - shape.length;
    return result.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : (own[axis - missing] as number)));
  });
  const merged: BroadcastAxis[] = [];
  for (let axis = rank - 1; axis >= 0; axis--) {
    const count = result[axis] as number;
    if (count === 1) continue;
    const here = strides.map((stride) => stride[axis] as number);
    const inner = merged[0];
    if (inner !== undefined && here.every((stride, i) => stride === (inner.steps[i] as number) * inner.count)) {
      merged[0] = { count: count * inner.count, steps: inner.steps };
    } else merged.unshift({ count, steps: here });
  }
  return merged;
}
