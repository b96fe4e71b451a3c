import { defineOp } from "../../graph/op.ts";
import { mul } from "../elementwise/mul.ts";
import { pow } from "../elementwise/pow.ts";
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
 * meanSquaredError(p, y) = mean (p − y)² over the outputs of a sample, by default the mean over the batch.
 *
 * p: float[...B, K] of outputs; y: targets of the same shape and any dtype → float[], float[...B] for "none"
 * Edges:   NaN → NaN; no outputs or no rows → NaN. Nothing is broadcast: [N] beside [N, 1] is refused.
 * Errors:  OpError when p is not a float tensor, is a scalar, or y has another shape.
 * Source:  NNFS ch. 17.
 */
export const meanSquaredErrorOp = defineOp<LossAttrs>({
  name: "meanSquaredError",
  inputs: ["p", "y"],
  attrs: { reduction: reductions },
  better: "lower",
  infer: inferLoss("p"),
  definition: ([p, y], { reduction }) => reduceLosses(mean(pow(sub(p, asTargets(y, p)), 2), { axis: -1 }), reduction),
  vjp: (dy, [p, y], _, { reduction }) => [
    () => shareOutputs(mul(2, sub(p, asTargets(y, p))), p, dy, reduction),
    ofTargets(y, () => shareOutputs(mul(2, sub(asTargets(y, p), p)), p, dy, reduction)),
  ],
  picture: lossPicture("Mean squared error", "mean (p − y)²"),
  notation: lossNotation("meanSquaredError", "MSE"),
});

/** meanSquaredError(p, y) = mean (p − y)², the mean over the batch unless `reduction` says otherwise. See {@link meanSquaredErrorOp}. @function */
export const meanSquaredError: LossFunction<"meanSquaredError"> = /* @__PURE__ */ loss(meanSquaredErrorOp);
