import { apply, type Named } from "../../graph/apply.ts";
import { defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LossShape } from "../../graph/types/labels.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import type { Outputs, Targets } from "../../graph/types/targets.ts";
import { abs } from "../elementwise/abs.ts";
import { sign } from "../elementwise/sign.ts";
import { sub } from "../elementwise/sub.ts";
import { mean } from "../reduce/mean.ts";
import {
  asTargets,
  inferLoss,
  type LossAttrs,
  ofTargets,
  type Reduction,
  reduceLosses,
  reductions,
  shareOutputs,
} from "../shared/losses.ts";
import { latexLoss, reductionWords, textLoss } from "../shared/notation.ts";

/**
 * meanAbsoluteError(p, y) = mean |p − y| over the outputs of a sample, by default the mean over the batch.
 *
 * p: float[...B, K] of outputs; y: targets of the same shape and any dtype → float[], float[...B] for "none"
 * Edges:   NaN → NaN; no outputs or no rows → NaN. Nothing is broadcast: [N] beside [N, 1] is refused. Derivative where p = y is 0.
 * Errors:  OpError when p is not a float tensor, is a scalar, or y has another shape.
 * Source:  NNFS ch. 17.
 */
export const meanAbsoluteErrorOp = defineOp<LossAttrs>({
  name: "meanAbsoluteError",
  inputs: ["p", "y"],
  attrs: { reduction: reductions },
  better: "lower",
  infer: inferLoss("p"),
  definition: ([p, y], { reduction }) => reduceLosses(mean(abs(sub(p, asTargets(y, p))), { axis: -1 }), reduction),
  vjp: (dy, [p, y], _, { reduction }) => [
    () => shareOutputs(sign(sub(p, asTargets(y, p))), p, dy, reduction),
    ofTargets(y, () => shareOutputs(sign(sub(asTargets(y, p), p)), p, dy, reduction)),
  ],
  picture: {
    role: "reduction",
    label: (attrs) => `mean |p − y|${reductionWords(attrs)}`,
    title: "Mean absolute error",
    formula: (attrs) => `mean |p − y|${reductionWords(attrs)}`,
  },
  notation: { text: textLoss("meanAbsoluteError"), latex: latexLoss("\\mathrm{MAE}") },
});

/** meanAbsoluteError(p, y) = mean |p − y|, the mean over the batch unless `reduction` says otherwise. See {@link meanAbsoluteErrorOp}. */
export function meanAbsoluteError<P extends Tensor, Y extends Tensor, const R extends Reduction = "mean">(
  p: Outputs<"meanAbsoluteError", P>,
  y: Targets<"meanAbsoluteError", P, Y>,
  options?: { readonly reduction?: R } & Named,
): Tensor<LossShape<P["shape"], R>, P["dtype"], NeedsOf<P> | NeedsOf<Y>>;
export function meanAbsoluteError(
  p: Tensor,
  y: Tensor,
  { reduction = "mean", ...options }: { readonly reduction?: Reduction } & Named = {},
): Tensor {
  return apply(meanAbsoluteErrorOp, [p, y], { reduction }, options);
}
