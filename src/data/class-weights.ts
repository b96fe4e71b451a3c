import { checkKind } from "../../graph/check-kind.ts";
import { FeedError, OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showValue } from "../../graph/show-value.ts";
import { checkLabel, classCount, flatLabels, type Labels } from "./class-numbers.ts";

/**
 * The weight of each row by its class, a column to feed: float32[rows]. A list gives the weight of class 0, 1, …; "balanced" gives each
 * class the same say, rows ÷ (classes · rows of the class).
 *
 *     const network = graph({ X: f32("batch", 2), y: u8("batch"), weights: f32("batch") }, ({ X, y, weights }) => {
 *       const losses = crossentropy(softmax(dense(X, { units: 3 })), y, { reduction: "none" });
 *       return { loss: mean(mul(losses, weights)) };
 *     });
 *     fit(network, { …, data: { X, y, weights: classWeights(y, "balanced") } });
 *
 * Errors: FeedError for a label without a weight, OpError for a weight that is not finite and ≥ 0. Source: scikit-learn class_weight.
 */
export function classWeights(labels: Labels, weights: readonly number[] | "balanced"): NdArray<"float32"> {
  const list = flatLabels("classWeights", labels);
  const fits = weights === "balanced" || Array.isArray(weights);
  checkKind(fits, "classWeights", "weights", 'a list of one number for each class, or "balanced"', weights, "pass [1, 2] or the like");
  const known = weights === "balanced" ? balanced(list) : weights;
  for (const [label, weight] of known.entries()) {
    if (Number.isFinite(weight) && weight >= 0) continue;
    throw new OpError(`classWeights: weights must be finite and at least 0, got ${showValue(weight)} for class ${label}; correct it`, {
      code: "bad-weight",
      expected: "≥ 0",
      actual: showValue(weight),
    });
  }
  const data = new Float32Array(list.length);
  for (let row = 0; row < data.length; row++) {
    data[row] = known[checkLabel("classWeights", list[row] as number, row, known.length)] as number;
  }
  return new NdArray(data, [data.length], "float32");
}

function balanced(labels: ArrayLike<number>): number[] {
  const counts = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (!Number.isInteger(label) || label < 0) {
      throw new FeedError(`classWeights: labels must be whole numbers ≥ 0, got ${showValue(label)} at [${row}]; correct the labels`, {
        code: "index-range",
        expected: "≥ 0",
        actual: showValue(label),
      });
    }
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return Array.from({ length: classCount(labels) }, (_, label) => {
    const count = counts.get(label);
    return count === undefined ? 0 : labels.length / (counts.size * count);
  });
}
