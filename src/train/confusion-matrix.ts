import { checkKind } from "../../graph/check-kind.ts";
import { FeedError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { checkLabel, classCount, flatLabels, type Labels } from "../data/class-numbers.ts";

/**
 * counts[i, j] = how many rows of true class i were predicted as class j: int32[classes, classes].
 * `classes` is the largest label + 1 where it is not given. FeedError when lengths differ or a label is not one of 0 … classes − 1.
 * Source: scikit-learn confusion_matrix.
 */
export function confusionMatrix(truth: Labels, predicted: Labels, classes?: number): NdArray<"int32"> {
  return confusionOf("confusionMatrix", truth, predicted, classes);
}

/** As confusionMatrix; errors begin with `of`. */
export function confusionOf(of: string, truth: Labels, predicted: Labels, classes?: number): NdArray<"int32"> {
  const [y, p] = [flatLabels(of, truth, "truth"), flatLabels(of, predicted, "predicted")];
  if (y.length !== p.length) {
    throw new FeedError(`${of}: truth and predictions must be equally many, got ${y.length} and ${p.length}; pass the same rows`, {
      code: "label-count",
      expected: String(y.length),
      actual: String(p.length),
    });
  }
  const size = classes ?? classCount(y, p);
  const isCount = Number.isSafeInteger(size) && size >= 0;
  checkKind(isCount, of, "classes", "a whole number ≥ 0", classes, "give the number of classes, or leave it out");
  const counts = new Int32Array(size * size);
  for (let row = 0; row < y.length; row++) {
    const cell = checkLabel(of, y[row] as number, row, size) * size + checkLabel(of, p[row] as number, row, size);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return new NdArray(counts, [size, size], "int32");
}
