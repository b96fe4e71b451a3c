import { defineOp } from "../../graph/op.ts";
import { abs } from "../elementwise/abs.ts";
import { sign } from "../elementwise/sign.ts";
import { sub } from "../elementwise/sub.ts";
import { mean } from "../reduce/mean.ts";
import {
  asTargets,
  inferLoss,
  type LossAttrs,
  type LossFunction,
  loss,
  lossNotation,
  lossPicture,
  ofTargets,
  reduceLosses,
  reductions,
  shareOutputs,
} from "../shared/losses.ts";

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
  picture: lossPicture("Mean absolute error", "mean |p − y|"),
  notation: lossNotation("meanAbsoluteError", "MAE"),
});

/** meanAbsoluteError(p, y) = mean |p − y|, the mean over the batch unless `reduction` says otherwise. See {@link meanAbsoluteErrorOp}. @function */
export const meanAbsoluteError: LossFunction<"meanAbsoluteError"> = /* @__PURE__ */ loss(meanAbsoluteErrorOp);
