import type { NdArray } from "../../graph/ndarray.ts";
import type { Labels } from "../data/class-numbers.ts";
import { confusionOf } from "./confusion-matrix.ts";

/** How well one class was found. A ratio of no rows is 0, as in scikit-learn. */
export interface ClassReport {
  /** Of the rows predicted as this class, the share that is of it. */
  readonly precision: number;
  /** Of the rows of this class, the share predicted as it. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
  /** Rows of this class. */
  readonly support: number;
}

export interface ClassificationReport {
  readonly classes: readonly ClassReport[];
  /** Plain mean over the classes. */
  readonly macro: Omit<ClassReport, "support">;
  /** Share of all rows that were predicted right. */
  readonly accuracy: number;
  readonly confusion: NdArray<"int32">;
}

/** Precision, recall and F1 of each class, their means, and the confusion matrix. Errors: those of `confusionMatrix`. */
export function classificationReport(truth: Labels, predicted: Labels, classCount?: number): ClassificationReport {
  const confusion = confusionOf("classificationReport", truth, predicted, classCount);
  const size = confusion.shape[0] as number;
  const count = (i: number, j: number): number => confusion.data[i * size + j] as number;
  const indices = Array.from({ length: size }, (_, i) => i);
  const total = (of: (i: number) => number): number => indices.reduce((sum, i) => sum + of(i), 0);
  const classes = indices.map((c): ClassReport => {
    const right = count(c, c);
    const precision = ratio(
      right,
      total((i) => count(i, c)),
    );
    const support = total((j) => count(c, j));
    const recall = ratio(right, support);
    return { precision, recall, f1: ratio(2 * precision * recall, precision + recall), support };
  });
  const mean = (of: (report: ClassReport) => number): number =>
    ratio(
      total((c) => of(classes[c] as ClassReport)),
      size,
    );
  return {
    classes,
    macro: { precision: mean((c) => c.precision), recall: mean((c) => c.recall), f1: mean((c) => c.f1) },
    accuracy: ratio(
      total((c) => count(c, c)),
      total((c) => classes[c]?.support ?? 0),
    ),
    confusion,
  };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
