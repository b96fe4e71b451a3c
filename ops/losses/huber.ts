import { apply, type Named, optionsOf } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { atom, latexCall } from "../../graph/notation.ts";
import { type AnyTensor, defineOp } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { NeedsOf } from "../../graph/types/operand.ts";
import { abs } from "../elementwise/abs.ts";
import { add } from "../elementwise/add.ts";
import { clip } from "../elementwise/clip.ts";
import { minimum } from "../elementwise/minimum.ts";
import { mul } from "../elementwise/mul.ts";
import { pow } from "../elementwise/pow.ts";
import { sub } from "../elementwise/sub.ts";
import { mean } from "../reduce/mean.ts";
import {
  asTargets,
  inferLoss,
  type LossAttrs,
  type LossShape,
  type Outputs,
  ofTargets,
  type Reduction,
  reduceLosses,
  reductions,
  reductionWords,
  shareOutputs,
  type Targets,
} from "../shared/losses.ts";
import { latexNumber } from "../shared/notation.ts";

/** Where the parabola of huber ends. */
interface HuberAttrs extends LossAttrs {
  readonly delta: number | string;
}

/**
 * huber(p, y, { delta }) = mean (½ m² + δ (|e| − m)) of e = p − y, δ = delta, m = min(|e|, δ): the mean of ½ e² where |e| ≤ δ, of δ (|e| − ½ δ) elsewhere.
 *
 * p: float[...B, K] of outputs; y: targets of the same shape and any dtype; δ: a number > 0, by default 1
 *    → float[], float[...B] for "none"
 * Edges:   executed as m (|e| − ½ m); its derivative is e, kept within ±δ.
 *          NaN → NaN; ±Infinity → Infinity; no outputs or no rows → NaN. Nothing is broadcast: [N] beside [N, 1] is refused.
 * Errors:  OpError when p is not a float tensor, is a scalar, or y has another shape; when δ is not a finite number > 0.
 * Source:  Huber 1964; PyTorch HuberLoss.
 */
export const huberOp = defineOp<HuberAttrs>({
  name: "huber",
  inputs: ["p", "y"],
  attrs: { delta: "number", reduction: reductions },
  better: "lower",
  infer: (inputs, attrs, fail) => {
    const delta = decodeNumber(attrs.delta);
    if (!(Number.isFinite(delta) && delta > 0)) {
      const expected = "delta must be a finite number > 0";
      fail({ code: "coefficient", expected, actual: String(attrs.delta), cure: "correct delta" });
    }
    return inferLoss("p")(inputs, attrs, fail);
  },
  definition: ([p, y], attrs) => {
    const delta = decodeNumber(attrs.delta);
    const [size, m] = parts(p, y, delta);
    return ofSamples(add(mul(0.5, pow(m, 2)), mul(delta, sub(size, m))), attrs);
  },
  lower: ([p, y], attrs) => {
    const [size, m] = parts(p, y, decodeNumber(attrs.delta));
    return ofSamples(mul(m, sub(size, mul(0.5, m))), attrs);
  },
  vjp: (dy, [p, y], _, { delta, reduction }) => [
    () => shareOutputs(within(sub(p, asTargets(y, p)), delta), p, dy, reduction),
    ofTargets(y, () => shareOutputs(within(sub(asTargets(y, p), p), delta), p, dy, reduction)),
  ],
  picture: {
    role: "reduction",
    label: (attrs) => `huber ${attrs.delta}${reductionWords(attrs)}`,
    title: "Huber loss",
    formula: (attrs) => `mean (½ m² + ${attrs.delta} (|p − y| − m))${reductionWords(attrs)}`,
  },
  notation: {
    text: (operands, { delta, reduction }) => {
      const words = [...operands.map(({ text }) => text), `delta ${delta}`, ...(reduction === "mean" ? [] : [reduction])];
      return atom(`huber(${words.join(", ")})`);
    },
    latex: (operands, attrs, site) => {
      const words = reductionWords(attrs) === "" ? "" : `,\\, \\text{${attrs.reduction}}`;
      return latexCall(`\\mathrm{Huber}_{${latexNumber(attrs.delta)}${words}}`)(operands, attrs, site);
    },
  },
});

/** |e| of errors e = p − y, and min(|e|, δ), the part of it that is squared. */
function parts(p: AnyTensor, y: AnyTensor, delta: number): readonly [AnyTensor, AnyTensor] {
  const size = abs(sub(p, asTargets(y, p)));
  return [size, minimum(size, delta)];
}

const ofSamples = (losses: AnyTensor, { reduction }: LossAttrs): AnyTensor => reduceLosses(mean(losses, { axis: -1 }), reduction);

/** e, kept within ±δ. */
function within(e: AnyTensor, delta: number | string): AnyTensor {
  const bound = decodeNumber(delta);
  return clip(e, { min: -bound, max: bound });
}

/** huber(p, y, { delta }): ½ e² of errors e = p − y up to delta, straight beyond; delta is 1 where none is given. See {@link huberOp}. */
export function huber<P extends Tensor, Y extends Tensor, const R extends Reduction = "mean">(
  p: Outputs<"huber", P>,
  y: Targets<"huber", P, Y>,
  options?: { readonly delta?: number; readonly reduction?: R } & Named,
): Tensor<LossShape<P["shape"], R>, P["dtype"], NeedsOf<P> | NeedsOf<Y>>;
export function huber(p: Tensor, y: Tensor, options?: { readonly delta?: number; readonly reduction?: Reduction } & Named): Tensor {
  const { delta = 1, reduction = "mean" } = optionsOf(huberOp, options);
  return apply(huberOp, [p, y], { delta: encodeNumber(delta), reduction }, options);
}
