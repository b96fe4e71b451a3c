import { FeedError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { checkLabel, classCount, flatLabels, type Labels } from "../data/class-numbers.ts";

/**
 * counts[i, j] = how many rows of true class i were predicted as class j: int32[classes, classes].
 * `classes` is the largest label + 1 where it is not given. FeedError when lengths differ or a label is not one of 0 … classes − 1.
 * Source: scikit-learn confusion_matrix.
 */
export function confusionMatrix(truth: Labels, predicted: Labels, classes?: number): NdArray<"int32"> {
  const [y, p] = [flatLabels(truth), flatLabels(predicted)];
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
  const size = classes ?? classCount(y, p);
  const counts = new Int32Array(size * size);
  for (let row = 0; row < y.length; row++) {
    const cell = label(y[row] as number, row, size) * size + label(p[row] as number, row, size);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return new NdArray(counts, [size, size], "int32");
}

const label = (value: number, row: number, classes: number): number => checkLabel("confusionMatrix", value, row, classes);
