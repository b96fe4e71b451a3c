import { FeedError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";

/** Class labels as they come: an NdArray, a typed array or a list. */
export type Labels = NdArray | ArrayLike<number>;

/**
 * counts[i, j] = how many rows of true class i were predicted as class j: int32[classes, classes].
 * `classes` is the largest label + 1 where it is not given. FeedError when lengths differ or a label is not one of 0 … classes − 1.
 * Source: scikit-learn confusion_matrix.
 */
export function confusionMatrix(truth: Labels, predicted: Labels, classes?: number): NdArray<"int32"> {
  const [y, p] = [flat(truth), flat(predicted)];
  if (y.length !== p.length) {
    throw new FeedError(
      `confusionMatrix: truth and predictions must be equally many, got ${y.length} and ${p.length}; pass the same rows`,
      {
        code: "label-count",
        expected: String(y.length),
        actual: String(p.length),
      },
    );
  }
  const size = classes ?? largest(y, p) + 1;
  const counts = new Int32Array(size * size);
  for (let row = 0; row < y.length; row++) {
    const cell = checked(y[row] as number, row, size) * size + checked(p[row] as number, row, size);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return new NdArray(counts, [size, size], "int32");
}

const flat = (labels: Labels): ArrayLike<number> => (labels instanceof NdArray ? labels.data : labels);

function largest(...lists: readonly ArrayLike<number>[]): number {
  let most = -1;
  for (const list of lists) for (let i = 0; i < list.length; i++) most = Math.max(most, list[i] as number);
  return most;
}

function checked(label: number, row: number, classes: number): number {
  if (Number.isInteger(label) && label >= 0 && label < classes) return label;
  throw new FeedError(`confusionMatrix: labels must be in 0 … ${classes - 1}, got ${label} at [${row}]; correct the labels`, {
    code: "index-range",
    expected: `0 … ${classes - 1}`,
    actual: String(label),
  });
}
