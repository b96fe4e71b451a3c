import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { isFloat } from "../../graph/dtype.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { clip } from "../elementwise/clip.ts";
import { div } from "../elementwise/div.ts";
import { log } from "../elementwise/log.ts";
import { maximum } from "../elementwise/maximum.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { gather } from "../index/gather.ts";
import { softmaxOp } from "../reduce/softmax.ts";
import { sum } from "../reduce/sum.ts";
import { inferLabels, type LabelsOf, type Scores, softmaxSlope, targets } from "../shared/labels.ts";
import {
  asTargets,
  type LossAttrs,
  type LossShape,
  lossNotation,
  lossPicture,
  type Reduction,
  reduceLosses,
  reductions,
  shareLoss,
} from "../shared/losses.ts";

/**
 * crossentropy(p, y) = −Σ y log p over the classes, by default the mean over the batch.
 *
 * p: float[...B, C] of probabilities; y: int[...B] class labels, or [...B, C] one-hot or soft targets → float[], float[...B] for "none"
 * Edges:   p is clipped to [1e-7, 1 − 1e-7] before log, as in the book, so the loss is finite; NaN → NaN; no rows → NaN.
 *          The derivative in p is −y ÷ max(p, 1e-7), the book's −y ÷ p where that is not beyond −1e7 y. So it is not 0 where the clip holds,
 *          as that of clip would be: a p of 0 for the true class, the worst there is, is still corrected.
 *          The book's class computes −log Σ y·p, which is the same for one-hot targets only.
 * Errors:  OpError when y fits neither form; FeedError when a label is not one of 0 … C − 1.
 * Source:  NNFS ch. 5.
 */
export const crossentropyOp = defineOp<LossAttrs>({
  name: "crossentropy",
  inputs: ["p", "y"],
  attrs: { reduction: reductions },
  better: "lower",
  infer: (inputs, { reduction }, fail) => {
    const batch = inferLabels(inputs, fail);
    return { shape: reduction === "none" ? batch : [], dtype: inputs[0].dtype };
  },
  definition: ([p, y], { reduction }) => reduceLosses(sampleLosses(p, y, log), reduction),
  lower: ([p, y], { reduction }) => reduceLosses(sampleLosses(p, y, safeLog), reduction),
  vjp: (dy, [p, y], _, { reduction }) => [
    () => shareLoss(neg(div(targets(y, p), maximum(p, least))), p, dy, reduction),
    isFloat(y.dtype) && y.shape.length === p.shape.length ? () => asTargets(shareLoss(neg(safeLog(p)), p, dy, reduction), y) : undefined,
  ],
  // Through softmax the quotient y ÷ p cancels: p Σy − y, which stays finite where a probability underflows.
  fusedVjp: {
    input: 0,
    producer: softmaxOp,
    vjp: (dy, softmax, [p, y], { reduction }) => {
      if (softmax.attrs.axis !== p.shape.length - 1) return undefined;
      return [() => shareLoss(softmaxSlope(p, y), p, dy, reduction)];
    },
  },
  picture: lossPicture("Cross-entropy", "−Σ y log p"),
  notation: lossNotation("crossentropy", undefined, "crossentropy"),
});

/** −log p of the true class, or −Σ y log p. Labels pick first: what log and clip do to one element does not depend on the others. */
function sampleLosses(p: AnyTensor, y: AnyTensor, logarithm: (x: AnyTensor) => AnyTensor): AnyTensor {
  if (y.shape.length < p.shape.length) return neg(logarithm(gather(p, y)));
  return neg(sum(mul(asTargets(y, p), logarithm(p)), { axis: -1 }));
}

/** The smallest probability that is told from 0. */
const least = 1e-7;
const safeLog = (p: AnyTensor): AnyTensor => log(clip(p, { min: least, max: 1 - least }));

/** crossentropy(p, y) = −Σ y log p, the mean over the batch unless `reduction` says otherwise. See {@link crossentropyOp}. */
export function crossentropy<P extends Tensor, Y extends Tensor, const R extends Reduction = "mean">(
  p: Scores<"crossentropy", P>,
  y: LabelsOf<"crossentropy", P, Y>,
  options?: { readonly reduction?: R } & Named,
): Tensor<LossShape<P["shape"], R>, P["dtype"], NeedsOf<P> | NeedsOf<Y>>;
export function crossentropy(p: Tensor, y: Tensor, options?: { readonly reduction?: Reduction } & Named): Tensor {
  const { reduction = "mean" } = optionsOf(crossentropyOp, options, ["softmaxCrossentropy() from_logits"]);
  return apply(crossentropyOp, [p, y], { reduction }, options);
}
