import { defineOp } from "../../graph/op.ts";
import { abs } from "../elementwise/abs.ts";
import { add } from "../elementwise/add.ts";
import { exp } from "../elementwise/exp.ts";
import { log } from "../elementwise/log.ts";
import { maximum } from "../elementwise/maximum.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { sigmoid } from "../elementwise/sigmoid.ts";
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
 * sigmoidCrossentropy(z, y) = −mean (y log σ(z) + (1 − y) log σ(−z)): binaryCrossentropy of the logits before a sigmoid.
 *
 * z: float[...B, K] of logits; y: targets 0 to 1 of the same shape and any dtype → float[], float[...B] for "none"
 * Edges:   executed as max(z, 0) − z y + log (1 + exp(−|z|)), which no finite z overflows, and without a clip.
 *          NaN → NaN; ±Infinity → Infinity or NaN; no outputs or no rows → NaN. Nothing is broadcast.
 * Errors:  OpError when z is not a float tensor, is a scalar, or y has another shape.
 * Source:  NNFS ch. 16; TensorFlow sigmoid_cross_entropy_with_logits.
 */
export const sigmoidCrossentropyOp = defineOp<LossAttrs>({
  name: "sigmoidCrossentropy",
  inputs: ["z", "y"],
  attrs: { reduction: reductions },
  better: "lower",
  infer: inferLoss("z"),
  definition: ([z, y], { reduction }) => {
    const t = asTargets(y, z);
    const likelihood = add(mul(t, log(sigmoid(z))), mul(sub(1, t), log(sigmoid(neg(z)))));
    return reduceLosses(mean(neg(likelihood), { axis: -1 }), reduction);
  },
  lower: ([z, y], { reduction }) => {
    const linear = sub(maximum(z, 0), mul(z, asTargets(y, z)));
    return reduceLosses(mean(add(linear, log(add(1, exp(neg(abs(z)))))), { axis: -1 }), reduction);
  },
  vjp: (dy, [z, y], _, { reduction }) => [
    () => shareOutputs(sub(sigmoid(z), asTargets(y, z)), z, dy, reduction),
    ofTargets(y, () => shareOutputs(neg(z), z, dy, reduction)),
  ],
  picture: lossPicture("Sigmoid cross-entropy", "−(y log σ(z) + (1 − y) log σ(−z))"),
  notation: lossNotation("sigmoidCrossentropy"),
});

/**
 * sigmoidCrossentropy(z, y) = binaryCrossentropy(sigmoid(z), y), computed from the logits.
 * See {@link sigmoidCrossentropyOp}.
 * @function
 */
export const sigmoidCrossentropy: LossFunction<"sigmoidCrossentropy", "z"> = /* @__PURE__ */ loss(sigmoidCrossentropyOp);
