import { checkKind } from "../../graph/check-kind.ts";
import { FeedError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showValue } from "../../graph/show-value.ts";

/** Class labels as they come: an NdArray, a typed array or a list. */
export type Labels = NdArray | ArrayLike<number>;

/** The labels in a row, whatever they came in. OpError, which begins with `of`, for what holds none. */
export function flatLabels(of: string, labels: Labels, subject = "labels"): ArrayLike<number> {
  if (labels instanceof NdArray) return labels.data;
  const fits = typeof labels === "object" && Number.isSafeInteger(labels?.length);
  checkKind(fits, of, subject, "an array or a list of class numbers", labels, "pass them as [0, 2, 1] or an NdArray");
  return labels;
}

/** How many classes there must be for the largest label: at least one where there are labels. */
export function classCount(...lists: readonly ArrayLike<number>[]): number {
  let count = lists.some((list) => list.length > 0) ? 1 : 0;
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
  throw new FeedError(`${of}: labels must be in 0 … ${classes - 1}, got ${showValue(label)} at [${row}]; correct the labels`, {
    code: "index-range",
    expected: `0 … ${classes - 1}`,
    actual: showValue(label),
  });
}
