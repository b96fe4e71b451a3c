import { apply, type Named, type Operand, optionsOf } from "../../graph/apply.ts";
import { type AnyTensor, defineOp, type Operands } from "../../graph/op.ts";
import { showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { SameShape } from "../../graph/types/dims.ts";
import type { DTypeProblem } from "../../graph/types/dtypes.ts";
import type { NeedsOf, ShapeOf } from "../../graph/types/operand.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { abs } from "../elementwise/abs.ts";
import { div } from "../elementwise/div.ts";
import { pow } from "../elementwise/pow.ts";
import { sqrt } from "../elementwise/sqrt.ts";
import { step } from "../elementwise/step.ts";
import { sub } from "../elementwise/sub.ts";
import { mean } from "../reduce/mean.ts";
import { accuracyNotation, accuracyPicture, meanOf, shareOf } from "../shared/accuracy.ts";
import { asTargets, type Outputs, requireTargets, type Targets } from "../shared/losses.ts";

/**
 * regressionAccuracy(p, y) = mean(|p − y| < precision): the share of outputs that are close to their targets.
 *
 * p: float[...B, K]; y: targets of the same shape and any dtype; precision: float[], std(y) ÷ 250 of the batch where none is given
 *    → float64[]
 * Edges:   strict: a difference of exactly the precision is not close, nor is NaN; no elements → NaN. Nothing is broadcast.
 *          A count ÷ N in float64, whatever p is, as NumPy's mean of booleans.
 *          The book takes std(y) of all training data: give it as `precision`, so that it is the same for every batch.
 * Errors:  OpError when p is not a float tensor, is a scalar, y has another shape, or precision is not one number of p's dtype.
 * Source:  NNFS ch. 17.
 */
export const regressionAccuracyOp = defineOp({
  name: "regressionAccuracy",
  inputs: ["p", "y", "precision?"],
  attrs: {},
  better: "higher",
  infer: (inputs, _, fail) => {
    const [p, , precision] = inputs;
    requireTargets(inputs, "p", fail);
    if (precision !== undefined && (precision.shape.length !== 0 || precision.dtype !== p.dtype)) {
      const expected = `precision must be ${p.dtype}[]`;
      fail({ code: "precision", expected, actual: showType(precision), cure: "give one number" });
    }
    return { shape: [], dtype: "float64" };
  },
  definition: (inputs) => meanOf(hits(inputs)),
  lower: (inputs) => shareOf(hits(inputs), inputs[1]),
  vjp: "not-differentiable",
  picture: accuracyPicture("mean(|p − y| < precision)"),
  notation: accuracyNotation,
});

function hits([p, y, precision]: Operands<AnyTensor>): AnyTensor {
  const t = asTargets(y, p);
  const close = (precision as AnyTensor | undefined) ?? div(deviation(t), 250);
  return step(sub(close, abs(sub(p, t))));
}

/** The standard deviation of all elements. */
const deviation = (y: AnyTensor): AnyTensor => sqrt(mean(pow(sub(y, mean(y)), 2)));

/** One number of the dtype of P, or why it is none. */
type Precision<Op extends string, P extends Tensor, Q extends Operand> = Checked<
  Checked<
    DTypeProblem<Op, "a float tensor", P, Q>,
    SameShape<ShapeOf<Q>, []> extends true ? never : `${Op}: precision must be one number, got ${ShowShape<ShapeOf<Q>>}`
  >,
  Q
>;

/** regressionAccuracy(p, y) = mean(|p − y| < precision), by default std(y) ÷ 250. See {@link regressionAccuracyOp}. */
export function regressionAccuracy<P extends Tensor, Y extends Tensor, const Q extends number | Tensor = never>(
  p: Outputs<"regressionAccuracy", P>,
  y: Targets<"regressionAccuracy", P, Y>,
  options?: { readonly precision?: Precision<"regressionAccuracy", P, Q> } & Named,
): Tensor<[], "float64", NeedsOf<P> | NeedsOf<Y> | NeedsOf<Q>>;
export function regressionAccuracy(p: Tensor, y: Tensor, options?: { readonly precision?: number | Tensor } & Named): Tensor {
  const { precision, ...named } = optionsOf(regressionAccuracyOp, options, ["precision"]);
  return apply(regressionAccuracyOp, precision === undefined ? [p, y] : [p, y, precision], {}, named);
}
