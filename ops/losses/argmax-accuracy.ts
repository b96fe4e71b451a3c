import { apply, type Named } from "../../graph/apply.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { cast } from "../elementwise/cast.ts";
import { classLabels } from "../elementwise/class-labels.ts";
import { equal } from "../elementwise/equal.ts";
import { argmax } from "../reduce/argmax.ts";
import { accuracyNotation, accuracyPicture, meanOf, shareOf } from "../shared/accuracy.ts";
import { inferLabels, type LabelsOf, type Scores } from "../shared/labels.ts";

/**
 * argmaxAccuracy(p, y) = mean(argmax p = y): the share of rows whose highest score is at the true class.
 *
 * p: float[...B, C]; y: int[...B] class labels, or [...B, C] targets whose argmax is the class → float64[]
 * Edges:   of equal scores the first counts; a NaN counts as highest; no rows → NaN.
 *          A count ÷ N in float64, whatever p is, as NumPy's mean of booleans.
 * Errors:  OpError when y fits neither form or there are no classes; FeedError when a label is not one of 0 … C − 1.
 * Source:  NNFS ch. 5.
 */
export const argmaxAccuracyOp = defineOp({
  name: "argmaxAccuracy",
  inputs: ["p", "y"],
  attrs: {},
  better: "higher",
  infer: (inputs, _, fail) => {
    inferLabels(inputs, fail);
    return { shape: [], dtype: "float64" };
  },
  definition: ([p, y]) => meanOf(hits(p, y.shape.length < p.shape.length ? cast(y, { dtype: "int32" }) : argmax(y))),
  lower: ([p, y]) => {
    const classes = p.shape.at(-1);
    if (y.shape.length === p.shape.length) return shareOf(hits(p, argmax(y)), y);
    return shareOf(hits(p, typeof classes === "number" ? classLabels(y, { classes }) : cast(y, { dtype: "int32" })), y);
  },
  vjp: "not-differentiable",
  picture: accuracyPicture("mean(argmax p = y)"),
  notation: accuracyNotation,
});

const hits = (p: AnyTensor, labels: AnyTensor): AnyTensor => equal(argmax(p), labels);

/** argmaxAccuracy(p, y) = mean(argmax p = y). See {@link argmaxAccuracyOp}. */
export function argmaxAccuracy<P extends Tensor, Y extends Tensor>(
  p: Scores<"argmaxAccuracy", P>,
  y: LabelsOf<"argmaxAccuracy", P, Y>,
  options?: Named,
): Tensor<[], "float64", NeedsOf<P> | NeedsOf<Y>>;
export function argmaxAccuracy(p: Tensor, y: Tensor, options?: Named): Tensor {
  return apply(argmaxAccuracyOp, [p, y], {}, options);
}
