import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { builderOf } from "../../graph/builder.ts";
import { atom, type NotationSite, type Term } from "../../graph/notation.ts";
import { defineOp, failAt, type Operands } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Axes, Axis } from "../../graph/types/axes.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { type AxesProblem, reducedAxesOf } from "../shared/axes.ts";
import {
  type FeatureOptions,
  type FeatureTensor,
  featureOperands,
  featureOptionNames,
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
  normalized,
  normalizedByFactor,
  normalizedCotangent,
  overFeatures,
  scaledAndShifted,
  scaledCotangent,
} from "../shared/normalization.ts";
import { pythonTuple } from "../shared/notation.ts";

/**
 * layerNorm(x, scale, biases) = (x − μ) ÷ √(σ² + ε) · scale + biases: each row brought to mean 0 and deviation 1 over its features.
 *
 * x: float[...S]; scale, biases: float[the axes of x that are normalised], or one number for all; μ = mean(x) and σ² = variance(x) over
 * these axes, by default the last; ε = epsilon, by default 1e-5 → float[...S]
 * Edges:   a row of equal elements → biases, and with ε 0 NaN; NaN or ±Infinity in a row → NaN there; σ² divides by n, not n − 1.
 *          Rows do not mix: a row has the same result in any batch, in training and afterwards.
 * Errors:  OpError when x is not a float tensor or has no such axis, scale or biases do not fit, ε is negative or not finite, or the layer
 *          is to make its own parameters and an axis is a name.
 * Source:  Ba et al. 2016, arXiv 1607.06450; ONNX LayerNormalization-17, whose axis −2 is axis [−2, −1] here; PyTorch LayerNorm. ε of Keras
 *          is 1e-3.
 */
export const layerNormOp = defineOp<FeatureAxesAttrs>({
  name: "layerNorm",
  inputs: ["x", "scale?", "biases?"],
  attrs: featureAxesSchema,
  infer: inferOverFeatures,
  definition: ([x, scale, biases], { axis, epsilon }) => scaledAndShifted(normalized(x, axis, decodeNumber(epsilon)), axis, scale, biases),
  lower: ([x, scale, biases], { axis, epsilon }) =>
    scaledAndShifted(normalizedByFactor(x, axis, decodeNumber(epsilon)), axis, scale, biases),
  vjp: (dy, [x, scale, biases], _, { axis, epsilon }) => {
    const value = decodeNumber(epsilon);
    return [
      () => normalizedCotangent(scaledCotangent(dy, axis, scale), x, axis, value),
      () => overFeatures(chainMul(dy, normalizedByFactor(x, axis, value)), scale, axis),
      () => overFeatures(dy, biases, axis),
    ];
  },
  picture: {
    role: "function",
    label: (attrs, _, [x]) => `layer norm${words(attrs, (x as Shape).length)}`,
    title: "Layer normalisation",
    formula: (attrs, shapes) => `${normalizationFormula("(x − μ) ÷ √(σ² + ε)", shapes)}${words(attrs, (shapes[0] as Shape).length)}`,
  },
  notation: { ...normalizationNotation("layerNorm", (attrs, rank) => words(attrs, rank)), torch: torchLayerNorm },
});

/** PyTorch's is over the last axes, with a number of scale and biases for each element there. */
function torchLayerNorm(
  [x, scale, biases]: Operands<Term>,
  { axis, epsilon }: FeatureAxesAttrs,
  { shapes: [shape = [], ...given] = [] }: NotationSite,
): Term | undefined {
  const first = shape.length - axis.length;
  const features = shape.slice(first);
  const fits = axis.every((one, i) => one === first + i) && given.every((one) => sameShape(one, features));
  if (!fits || !features.every((dim) => typeof dim === "number")) return undefined;
  const operands = [x.text, pythonTuple(features), ...((scale ?? biases) ? [scale?.text ?? "None"] : []), ...(biases ? [biases.text] : [])];
  return atom(`F.layer_norm(${operands.join(", ")}, eps=${epsilon})`);
}

const words = ({ axis, epsilon }: FeatureAxesAttrs, rank: number): string => axesWords(axis, rank) + epsilonWords(epsilon);

interface LayerNormOptions<A, W, B, N> extends FeatureOptions<W, B, N>, Named {
  /** The axes of one row's features, by position or name. Default the last. */
  readonly axis?: A;
  /** What keeps the division finite. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * layerNorm(x) = (x − μ) ÷ √(σ² + ε) · scale + biases over the last axis, or the given ones, with a scale and biases of its own; or
 * layerNorm(x, { scale, biases }). See {@link layerNormOp}.
 */
export function layerNorm<
  X extends Tensor,
  const A extends Axes = -1,
  const W extends Tensor | boolean = true,
  B extends Tensor = never,
  const N extends boolean = true,
>(
  x: RankedAlong<
    "layerNorm",
    X,
    A,
    Checked<
      Checked<KindProblem<"layerNorm", "a float tensor", X, "x">, NamedFeatureProblem<"layerNorm", X["shape"], A, OwnFeatures<W, B, N>>>,
      X
    >
  >,
  options?: LayerNormOptions<
    Checked<AxesProblem<"layerNorm", X["shape"], A>, A>,
    W extends Tensor ? FeatureTensor<"layerNorm", X, FeaturesAt<X["shape"], A>, W> : W,
    FeatureTensor<"layerNorm", X, FeaturesAt<X["shape"], A>, B>,
    N
  >,
): WithFeatures<X, W | B>;
export function layerNorm(x: Tensor, options: LayerNormOptions<Axis | readonly Axis[], Tensor | boolean, Tensor, boolean> = {}): Tensor {
  requireTensor("layerNorm", x);
  const { epsilon = defaultEpsilon, axis = -1, name, ...features } = optionsOf(layerNormOp, options, featureOptionNames);
  const id = builderOf(x).reserve("layerNorm", name);
  const fail = failAt("layerNorm", id);
  const axes = resolveAxes(reducedAxesOf(layerNormOp, x, { axis }), x, fail);
  const operands = featureOperands(x, id, axes, features, fail);
  return apply(layerNormOp, [x, ...operands], { axis: axes, epsilon: encodeNumber(epsilon) }, { name: id });
}

/** The shape of the features where one axis is known to be theirs. */
type FeaturesAt<S extends Shape, A> = [A] extends [-1] ? LastFeature<S> : Dim[];
