import { apply, type Named } from "../../graph/apply.ts";
import { isFloat } from "../../graph/dtype.ts";
import { atom, binding, grouped } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { log } from "../elementwise/log.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { gather } from "../index/gather.ts";
import { logSoftmax } from "../reduce/log-softmax.ts";
import { softmax } from "../reduce/softmax.ts";
import { sum } from "../reduce/sum.ts";
import { inferLabels, type LabelsOf, type Scores, softmaxSlope } from "../shared/labels.ts";
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
 * softmaxCrossentropy(z, y) = −Σ y log softmax(z) over the classes, by default the mean over the batch: crossentropy of the logits before a softmax.
 *
 * z: float[...B, C] of logits; y: int[...B] class labels, or [...B, C] one-hot or soft targets → float[], float[...B] for "none"
 * Edges:   executed by logSoftmax, which no finite z overflows, and without a clip; the derivative in z is softmax(z) Σy − y.
 *          NaN or +Infinity in a row → NaN; −Infinity is a class that cannot be: Infinity where it is the label, no harm elsewhere,
 *          but NaN where targets give it a 0; no rows → NaN.
 * Errors:  OpError when y fits neither form; FeedError when a label is not one of 0 … C − 1.
 * Source:  NNFS ch. 9; ONNX SoftmaxCrossEntropyLoss-13.
 */
export const softmaxCrossentropyOp = defineOp<LossAttrs>({
  name: "softmaxCrossentropy",
  inputs: ["z", "y"],
  attrs: { reduction: reductions },
  better: "lower",
  infer: (inputs, { reduction }, fail) => {
    const batch = inferLabels(inputs, fail, "z");
    return { shape: reduction === "none" ? batch : [], dtype: inputs[0].dtype };
  },
  definition: ([z, y], { reduction }) => reduceLosses(sampleLosses(log(softmax(z)), y), reduction),
  lower: ([z, y], { reduction }) => reduceLosses(sampleLosses(logSoftmax(z), y), reduction),
  vjp: (dy, [z, y], _, { reduction }) => [
    () => shareLoss(softmaxSlope(softmax(z), y), z, dy, reduction),
    isFloat(y.dtype) && y.shape.length === z.shape.length ? () => asTargets(shareLoss(neg(logSoftmax(z)), z, dy, reduction), y) : undefined,
  ],
  picture: lossPicture("Softmax cross-entropy", "−Σ y log softmax(z)"),
  notation: {
    ...lossNotation("softmaxCrossentropy"),
    torch: ([z, y], { reduction }, { ranks, dtypes }) =>
      ranks[0] === 2 && ranks[1] === 1 && !isFloat(dtypes?.[1] ?? "float64")
        ? atom(`F.cross_entropy(${z.text}, ${grouped(y, binding.atom)}.long()${reduction === "mean" ? "" : `, reduction="${reduction}"`})`)
        : undefined,
  },
});

/** −log p of the true class, or −Σ y log p. */
function sampleLosses(logarithms: AnyTensor, y: AnyTensor): AnyTensor {
  if (y.shape.length < logarithms.shape.length) return neg(gather(logarithms, y));
  return neg(sum(mul(asTargets(y, logarithms), logarithms), { axis: -1 }));
}

/** softmaxCrossentropy(z, y) = crossentropy(softmax(z), y), computed from the logits. See {@link softmaxCrossentropyOp}. */
export function softmaxCrossentropy<Z extends Tensor, Y extends Tensor, const R extends Reduction = "mean">(
  z: Scores<"softmaxCrossentropy", Z, "z">,
  y: LabelsOf<"softmaxCrossentropy", Z, Y>,
  options?: { readonly reduction?: R } & Named,
): Tensor<LossShape<Z["shape"], R>, Z["dtype"], NeedsOf<Z> | NeedsOf<Y>>;
export function softmaxCrossentropy(z: Tensor, y: Tensor, options?: { readonly reduction?: Reduction } & Named): Tensor {
  return apply(softmaxCrossentropyOp, [z, y], { reduction: options?.reduction ?? "mean" }, options);
}
