import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { builderOf } from "../../graph/builder.ts";
import { type AnyTensor, defineOp, failAt } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axes, Axis } from "../../graph/types/axes.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { add } from "../elementwise/add.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { div } from "../elementwise/div.ts";
import { mul } from "../elementwise/mul.ts";
import { reciprocal } from "../elementwise/reciprocal.ts";
import { sqrt } from "../elementwise/sqrt.ts";
import { sub } from "../elementwise/sub.ts";
import { mean } from "../reduce/mean.ts";
import { type AxesProblem, reducedAxesOf } from "../shared/axes.ts";
import {
  type FeatureOptions,
  type FeatureTensor,
  featureOperands,
  type LastFeature,
  type NamedFeatureProblem,
  type OwnFeatures,
  type RankedAlong,
  type WithFeatures,
} from "../shared/feature-options.ts";
import { resolveAxes } from "../shared/infer.ts";
import {
  axesWords,
  defaultEpsilon,
  epsilonWords,
  type FeatureAxesAttrs,
  featureAxesSchema,
  inferOverFeatures,
  normalizationFormula,
  normalizationNotation,
  overFeatures,
  scaledAndShifted,
  scaledCotangent,
} from "../shared/normalization.ts";

/** √(mean(x²) + ε) */
const rootMeanSquare = (x: AnyTensor, { axis, epsilon }: FeatureAxesAttrs): AnyTensor =>
  sqrt(add(mean(mul(x, x), { axis, keepdims: true }), decodeNumber(epsilon)));

/** x ÷ √(mean(x²) + ε), with one division for all elements of a mean. */
const byFactor = (x: AnyTensor, attrs: FeatureAxesAttrs): AnyTensor => mul(x, reciprocal(rootMeanSquare(x, attrs)));

/**
 * rmsNorm(x, scale) = x ÷ √(mean(x²) + ε) · scale: each row brought to a root mean square of 1 over its features.
 *
 * x: float[...S]; scale: float[the axes of x that are normalised], or one number for all; the mean is over these axes, by default the last;
 * ε = epsilon, by default 1e-5 → float[...S]
 * Edges:   a row of zeros → 0, and with ε 0 NaN; NaN in a row → NaN there; ±Infinity, and numbers whose squares are none of the dtype, make
 *          the others of their row 0. Rows do not mix.
 * Errors:  OpError when x is not a float tensor or has no such axis, scale does not fit, ε is negative or not finite, or the layer is to make
 *          its own scale and an axis is a name.
 * Source:  Zhang & Sennrich 2019, arXiv 1910.07467; ONNX RMSNormalization-23. ε of Keras is 1e-6; that of PyTorch, 1.2e-7 in float32.
 */
export const rmsNormOp = defineOp<FeatureAxesAttrs>({
  name: "rmsNorm",
  inputs: ["x", "scale?"],
  attrs: featureAxesSchema,
  infer: inferOverFeatures,
  definition: ([x, scale], attrs) => scaledAndShifted(div(x, rootMeanSquare(x, attrs)), attrs.axis, scale),
  lower: ([x, scale], attrs) => scaledAndShifted(byFactor(x, attrs), attrs.axis, scale),
  vjp: (dy, [x, scale], _, attrs) => [
    // (g − y · mean(g · y)) ÷ √(mean(x²) + ε) of g = dy · scale
    () => {
      const factor = reciprocal(rootMeanSquare(x, attrs));
      const [g, y] = [scaledCotangent(dy, attrs.axis, scale), mul(x, factor)];
      return chainMul(sub(g, chainMul(mean(chainMul(g, y), { axis: attrs.axis, keepdims: true }), y)), factor);
    },
    () => overFeatures(chainMul(dy, byFactor(x, attrs)), scale, attrs.axis),
  ],
  picture: {
    role: "function",
    label: (attrs, _, [x]) => `RMS norm${words(attrs, (x as Shape).length)}`,
    title: "RMS normalisation",
    formula: (attrs, shapes) => `${normalizationFormula("x ÷ √(mean(x²) + ε)", shapes)}${words(attrs, (shapes[0] as Shape).length)}`,
  },
  notation: normalizationNotation("rmsNorm", (attrs, rank) => words(attrs, rank)),
});

const words = ({ axis, epsilon }: FeatureAxesAttrs, rank: number): string => axesWords(axis, rank) + epsilonWords(epsilon);

interface RmsNormOptions<A, W> extends Pick<FeatureOptions<W>, "scale">, Named {
  /** The axes of one row's features, by position or name. Default the last. */
  readonly axis?: A;
  /** What keeps the division finite. Default 1e-5. */
  readonly epsilon?: number;
}

/** rmsNorm(x) = x ÷ √(mean(x²) + ε) · scale, with a scale of its own, or a given one. See {@link rmsNormOp}. */
export function rmsNorm<X extends Tensor, const A extends Axes = -1, const W extends Tensor | boolean = true>(
  x: RankedAlong<
    "rmsNorm",
    X,
    A,
    Checked<
      Checked<
        KindProblem<"rmsNorm", "a float tensor", X, "x">,
        NamedFeatureProblem<"rmsNorm", X["shape"], A, OwnFeatures<W, never, false>>
      >,
      X
    >
  >,
  options?: RmsNormOptions<
    Checked<AxesProblem<"rmsNorm", X["shape"], A>, A>,
    W extends Tensor ? FeatureTensor<"rmsNorm", X, [A] extends [-1] ? LastFeature<X["shape"]> : Dim[], W> : W
  >,
): WithFeatures<X, W>;
export function rmsNorm(x: Tensor, options: RmsNormOptions<Axis | readonly Axis[], Tensor | boolean> = {}): Tensor {
  requireTensor("rmsNorm", x);
  const { epsilon = defaultEpsilon, axis = -1, name, scale = true } = optionsOf(rmsNormOp, options, ["scale gamma weights weight"]);
  const id = builderOf(x).reserve("rmsNorm", name);
  const fail = failAt("rmsNorm", id);
  const axes = resolveAxes(reducedAxesOf(rmsNormOp, x, { axis }), x, fail);
  const operands = featureOperands(x, id, axes, { scale, bias: false }, fail);
  return apply(rmsNormOp, [x, ...operands], { axis: axes, epsilon: encodeNumber(epsilon) }, { name: id });
}
