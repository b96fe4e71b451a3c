import { stridesOf } from "../../../../graph/shape.ts";

/** One axis of a walk over a result, with how far each operand moves per step along it, in elements. */
export interface Axis {
  readonly dim: number;
  readonly strides: readonly number[];
}

/**
 * The axes that a loop over a result must have, outermost first, for operands that are broadcast to it: axes of size 1 are left out,
 * and axes that all operands walk alike are one. The result itself is contiguous: it is operand number 0.
 */
export function walkOf(result: readonly number[], operands: readonly (readonly number[])[]): readonly Axis[] {
  const rank = result.length;
  const strides = [result, ...operands].map((shape) => {
    const own = stridesOf(shape);
    const missing = rank - shape.length;
    return result.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : (own[axis - missing] as number)));
  });
  const merged: Axis[] = [];
  for (let axis = rank - 1; axis >= 0; axis--) {
    const dim = result[axis] as number;
    if (dim === 1) continue;
    const here = strides.map((stride) => stride[axis] as number);
    const inner = merged[0];
    if (inner !== undefined && here.every((stride, i) => stride === (inner.strides[i] as number) * inner.dim)) {
      merged[0] = { dim: dim * inner.dim, strides: inner.strides };
    } else merged.unshift({ dim, strides: here });
  }
  return merged;
}
