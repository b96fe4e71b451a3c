import { type AnyTensor, defineOp } from "../../graph/op.ts";
import { add } from "../elementwise/add.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { clip } from "../elementwise/clip.ts";
import { div } from "../elementwise/div.ts";
import { equal } from "../elementwise/equal.ts";
import { log } from "../elementwise/log.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { sigmoidOp } from "../elementwise/sigmoid.ts";
import { sub } from "../elementwise/sub.ts";
import { where } from "../elementwise/where.ts";
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
 * binaryCrossentropy(p, y) = −mean (y log p + (1 − y) log (1 − p)) over the outputs of a sample, by default the mean over the batch.
 *
 * p: float[...B, K], of each output the probability of 1; y: targets 0 to 1 of the same shape and any dtype
 *    → float[], float[...B] for "none"
 * Edges:   p is clipped to [1e-7, 1 − 1e-7] before log, as in the book, so loss and derivative are finite; after a sigmoid the
 *          derivative is (p − y) ÷ K ÷ N, within the clip in the book's steps. NaN → NaN; no outputs or no rows → NaN.
 *          Outside the clip the derivative in p is that at the bound, not 0: a wrong p of 0 or 1 is still corrected. Nothing is broadcast.
 * Errors:  OpError when p is not a float tensor, is a scalar, or y has another shape.
 * Source:  NNFS ch. 16.
 */
export const binaryCrossentropyOp = defineOp<LossAttrs>({
  name: "binaryCrossentropy",
  inputs: ["p", "y"],
  attrs: { reduction: reductions },
  better: "lower",
  infer: inferLoss("p"),
  definition: ([p, y], { reduction }) => reduceLosses(sampleLosses(p, asTargets(y, p)), reduction),
  lower: ([p, y], { reduction }) => reduceLosses(sampleLosses(safe(p), asTargets(y, p)), reduction),
  vjp: (dy, [p, y], _, { reduction }) => [
    () => shareOutputs(slope(safe(p), asTargets(y, p)), p, dy, reduction),
    ofTargets(y, () => shareOutputs(sub(log(sub(1, safe(p))), log(safe(p))), p, dy, reduction)),
  ],
  // Through the sigmoid, whose derivative is p (1 − p), the quotients cancel: p − y, which stays exact where p saturates. Where p is
  // within its clip, both say the same, and the book's order of operations is kept: its digits depend on it.
  fusedVjp: {
    input: 0,
    producer: sigmoidOp,
    vjp: (dy, _, [p, y], { reduction }) => [
      () => {
        const t = asTargets(y, p);
        const dp = shareOutputs(slope(safe(p), t), p, dy, reduction);
        const inSteps = chainMul(chainMul(dp, sub(1, p)), p);
        return where(equal(safe(p), p), inSteps, shareOutputs(sub(p, t), p, dy, reduction));
      },
    ],
  },
  picture: lossPicture("Binary cross-entropy", "−(y log p + (1 − y) log (1 − p))"),
  notation: lossNotation("binaryCrossentropy", undefined, "binary_crossentropy"),
});

const safe = (p: AnyTensor): AnyTensor => clip(p, { min: 1e-7, max: 1 - 1e-7 });

/** (1 − y) ÷ (1 − p) − y ÷ p */
const slope = (p: AnyTensor, t: AnyTensor): AnyTensor => sub(div(sub(1, t), sub(1, p)), div(t, p));

const sampleLosses = (p: AnyTensor, t: AnyTensor): AnyTensor =>
  mean(neg(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))), { axis: -1 });

/**
 * binaryCrossentropy(p, y) = −mean (y log p + (1 − y) log (1 − p)), the mean over the batch unless `reduction` says otherwise.
 * See {@link binaryCrossentropyOp}; of the logits before a sigmoid, sigmoidCrossentropy.
 * @function
 */
export const binaryCrossentropy: LossFunction<"binaryCrossentropy"> = /* @__PURE__ */ loss(binaryCrossentropyOp, [
  "sigmoidCrossentropy() from_logits",
]);
