import { FeedError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";

/** Class labels as they come: an NdArray, a typed array or a list. */
export type Labels = NdArray | ArrayLike<number>;

/** The labels in a row, whatever they came in. */
export const flatLabels = (labels: Labels): ArrayLike<number> => (labels instanceof NdArray ? labels.data : labels);

/** How many classes there must be for the largest label: at least one where there are labels. */
export function classCount(...lists: readonly ArrayLike<number>[]): number {
  let count = 0;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const least = Math.max(0, Math.floor(list[i] as number)) + 1;
      if (least > count) count = least;
    }
  }
  return count;
}

/** The label itself. FeedError, which begins with `of`, when it is not one of 0 … classes − 1. */
export function checkLabel(of: string, label: number, row: number, classes: number): number {
  if (Number.isInteger(label) && label >= 0 && label < classes) return label;
  throw new FeedError(`${of}: labels must be in 0 … ${classes - 1}, got ${label} at [${row}]; correct the labels`, {
    code: "index-range",
    expected: `0 … ${classes - 1}`,
    actual: String(label),
  });
}
