import { apply, type Named } from "../../graph/apply.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { equal } from "../elementwise/equal.ts";
import { step } from "../elementwise/step.ts";
import { sub } from "../elementwise/sub.ts";
import { accuracyNotation, accuracyPicture, meanOf, shareOf } from "../shared/accuracy.ts";
import { asTargets, type Outputs, requireTargets, type Targets } from "../shared/losses.ts";

/**
 * binaryAccuracy(p, y) = mean((p > 0.5) = y): the share of outputs that are on the right side of a half.
 *
 * p: float[...B, K], of each output the probability of 1; y: 0 or 1, of the same shape and any dtype → float64[]
 * Edges:   p of exactly 0.5, and NaN, count as 0; a y other than 0 and 1 is never met; no elements → NaN. Nothing is broadcast.
 *          A count ÷ N in float64, whatever p is, as NumPy's mean of booleans.
 * Errors:  OpError when p is not a float tensor, is a scalar, or y has another shape.
 * Source:  NNFS ch. 16.
 */
export const binaryAccuracyOp = defineOp({
  name: "binaryAccuracy",
  inputs: ["p", "y"],
  attrs: {},
  better: "higher",
  infer: (inputs, _, fail) => {
    requireTargets(inputs, "p", fail);
    return { shape: [], dtype: "float64" };
  },
  definition: ([p, y]) => meanOf(hits(p, y)),
  lower: ([p, y]) => shareOf(hits(p, y), y),
  vjp: "not-differentiable",
  picture: accuracyPicture("mean((p > 0.5) = y)"),
  notation: accuracyNotation,
});

const hits = (p: AnyTensor, y: AnyTensor): AnyTensor => equal(step(sub(p, 0.5)), asTargets(y, p));

/** binaryAccuracy(p, y) = mean((p > 0.5) = y). See {@link binaryAccuracyOp}. */
export function binaryAccuracy<P extends Tensor, Y extends Tensor>(
  p: Outputs<"binaryAccuracy", P>,
  y: Targets<"binaryAccuracy", P, Y>,
  options?: Named,
): Tensor<[], "float64", NeedsOf<P> | NeedsOf<Y>>;
export function binaryAccuracy(p: Tensor, y: Tensor, options?: Named): Tensor {
  return apply(binaryAccuracyOp, [p, y], {}, options);
}
