import type { NdArray } from "../../../../graph/ndarray.ts";

/** The last two axes of an array at a place of the others: what a table shows. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** The first element in the array's row-major order; the others follow. */
  readonly offset: number;
}

/** The axes before the last two. */
export const leadingAxes = ({ shape }: Pick<NdArray, "shape">): readonly number[] => shape.slice(0, -2);

/** The table at a place: a number for each of the axes before the last two, of which those that do not fit are taken for the last. */
export function matrixAt({ shape }: Pick<NdArray, "shape">, place: readonly number[]): Matrix {
  const [rows, columns] = shape.length < 2 ? [1, shape[0] ?? 1] : (shape.slice(-2) as [number, number]);
  let at = 0;
  for (const [axis, size] of leadingAxes({ shape }).entries()) at = at * size + Math.max(0, Math.min(size - 1, place[axis] ?? 0));
  return { rows, columns, offset: at * rows * columns };
}
