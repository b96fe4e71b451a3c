import { type AnyTensor, defineOp } from "../../graph/op.ts";
import { add } from "../elementwise/add.ts";
import { chainDiv } from "../elementwise/chain-div.ts";
import { div } from "../elementwise/div.ts";
import { equal } from "../elementwise/equal.ts";
import { log } from "../elementwise/log.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { where } from "../elementwise/where.ts";
import { sum } from "../reduce/sum.ts";
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
  shareLoss,
} from "../shared/losses.ts";

/**
 * klDivergence(p, y) = Σ y log(y ÷ p) over the classes, by default the mean over the batch: by how much p is off from a distribution y.
 *
 * p: float[...B, C] of probabilities; y: probabilities of the same shape and any dtype → float[], float[...B] for "none"
 * Edges:   a class of y = 0 adds nothing, whatever its p is; p = 0 where y > 0 → Infinity, for nothing is clipped: crossentropy does that.
 *          Neither y nor p need sum to 1. NaN or below 0 → NaN; no classes → 0; no rows → NaN. Nothing is broadcast.
 * Errors:  OpError when p is not a float tensor, is a scalar, or y has another shape.
 * Source:  Kullback & Leibler 1951; SciPy rel_entr; PyTorch KLDivLoss takes log p first; Keras clips both to 1e-7.
 */
export const klDivergenceOp = defineOp<LossAttrs>({
  name: "klDivergence",
  inputs: ["p", "y"],
  attrs: { reduction: reductions },
  better: "lower",
  infer: inferLoss("p"),
  definition: ([p, y], { reduction }) => {
    const t = asTargets(y, p);
    return reduceLosses(sum(mul(t, log(div(t, p))), { axis: -1 }), reduction);
  },
  lower: ([p, y], { reduction }) => {
    const t = asTargets(y, p);
    return reduceLosses(sum(unlessNone(t, mul(t, log(div(t, p)))), { axis: -1 }), reduction);
  },
  vjp: (dy, [p, y], _, { reduction }) => {
    const t = asTargets(y, p);
    return [
      () => shareLoss(neg(chainDiv(t, p)), p, dy, reduction),
      // log(y ÷ p) + 1; 0 where y is 0, as in PyTorch.
      ofTargets(y, () => shareLoss(unlessNone(t, add(log(div(t, p)), 1)), p, dy, reduction)),
    ];
  },
  picture: lossPicture("Kullback-Leibler divergence", "Σ y log(y ÷ p)"),
  notation: lossNotation("klDivergence", "KL"),
});

/** 0 where t is 0. */
const unlessNone = (t: AnyTensor, x: AnyTensor): AnyTensor => where(equal(t, 0), 0, x);

/** klDivergence(p, y) = Σ y log(y ÷ p), the mean over the batch unless `reduction` says otherwise. See {@link klDivergenceOp}. @function */
export const klDivergence: LossFunction<"klDivergence"> = /* @__PURE__ */ loss(klDivergenceOp);
