import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { builderOf, isTensor } from "../../graph/builder.ts";
import { atom, type NotationSite, type Term } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, failAt, type Operands, type TensorType } from "../../graph/op.ts";
import type { Dim, Shape } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { add } from "../elementwise/add.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { div } from "../elementwise/div.ts";
import { mul } from "../elementwise/mul.ts";
import { neg } from "../elementwise/neg.ts";
import { reciprocal } from "../elementwise/reciprocal.ts";
import { sqrt } from "../elementwise/sqrt.ts";
import { sub } from "../elementwise/sub.ts";
import { reshape } from "../move/reshape.ts";
import { mean as meanOf } from "../reduce/mean.ts";
import { variance as varianceOf } from "../reduce/variance.ts";
import {
  type FeatureOptions,
  type FeatureTensor,
  featureOperands,
  featureOptionNames,
  type NamedFeatureProblem,
  type OwnFeatures,
  ownFeatures,
  type WithFeatures,
} from "../shared/feature-options.ts";
import {
  type ChannelAxis,
  type ChannelDim,
  channelAxis,
  type Layout,
  layoutNames,
  layouts,
  layoutWords,
  requireChannels,
  type WithChannels,
} from "../shared/layout.ts";
import {
  alongFeatures,
  defaultEpsilon,
  epsilonWords,
  normalizationFormula,
  normalizationNotation,
  overFeatures,
  requireFeatures,
  requireNormalizable,
  scaledAndShifted,
  scaledCotangent,
} from "../shared/normalization.ts";
import { layerNormOp } from "./layer-norm.ts";

export interface BatchNormAttrs {
  readonly momentum: number | string;
  readonly epsilon: number | string;
  readonly layout: Layout;
}

/** x, running mean and variance, scale and biases. */
type Inputs<T> = readonly [x: T, mean: T, variance: T, scale?: T, biases?: T];
const inputsOf = <T>(inputs: readonly (T | undefined)[]): Inputs<T> => inputs as readonly unknown[] as Inputs<T>;

/** The axis of the channels, in a list. */
const channels = (x: { readonly shape: Shape }, { layout }: BatchNormAttrs): readonly number[] => [channelAxis(layout, x.shape.length)];

/** √(variance + ε), a number for each channel. */
const deviation = (variance: AnyTensor, { epsilon }: BatchNormAttrs): AnyTensor => sqrt(add(variance, decodeNumber(epsilon)));

/** (x − mean) · scale ÷ √(variance + ε) + biases: the factors of a channel are one number. */
function byFactor(inputs: Inputs<AnyTensor>, attrs: BatchNormAttrs): AnyTensor {
  const [x, mean, variance, scale, biases] = inputs;
  const axis = channels(x, attrs);
  const factor = reciprocal(deviation(variance, attrs));
  const centred = sub(x, alongFeatures(mean, x, axis));
  return scaledAndShifted(centred, axis, scale === undefined ? factor : mul(scale, factor), biases);
}

/**
 * batchNorm(x, mean, variance, scale, biases) = (x − mean) ÷ √(variance + ε) · scale + biases, channel by channel.
 *
 * In a training step mean and variance are those of the batch, and the running ones move towards them:
 * mean ← momentum · mean + (1 − momentum) · mean of the batch, and variance alike.
 *
 * x: float[B, ...S, C], with layout "NCHW" float[B, C, ...S]; mean, variance: float[C]; scale, biases: float[C], or one number for all;
 * momentum: by default 0.9; ε = epsilon, by default 1e-5 → the type of x
 * Edges:   mean and variance are parameters that nothing trains. Those that a training step leaves as they are (frozen, or no parameters at
 *          all), both of them, are used in training, too. The variance of the batch divides by n, also the running one, as in Keras and ONNX;
 *          PyTorch's running one divides by n − 1. In training a channel of equal elements, as of one row, → biases; a batch of no rows has no
 *          mean: its step makes both NaN. NaN or ±Infinity in a channel → NaN there in training.
 * Errors:  OpError when x is not a float tensor of rank 2 or more, mean, variance, scale or biases do not fit, momentum is not from 0 to 1,
 *          ε is negative or not finite, or the layer is to make its own parameters and the channels are a name.
 * Source:  Ioffe & Szegedy 2015, arXiv 1502.03167; ONNX BatchNormalization-15, whose layout is "NCHW". Keras: momentum 0.99, ε 1e-3;
 *          PyTorch calls 1 − momentum momentum.
 */
export const batchNormOp = defineOp<BatchNormAttrs>({
  name: "batchNorm",
  inputs: ["x", "mean", "variance", "scale?", "biases?"],
  attrs: { momentum: "number", epsilon: "number", layout: layouts },
  states: ["mean", "variance"],
  infer: (inputs, attrs, fail) => {
    const [x, mean, variance, scale, biases] = inputsOf<TensorType>(inputs);
    requireNormalizable(x, attrs.epsilon, fail);
    requireChannels(x, fail);
    const momentum = decodeNumber(attrs.momentum);
    if (!(momentum >= 0 && momentum <= 1)) {
      const cure = "give the share of the running values that a step keeps";
      fail({ code: "momentum", expected: "momentum must be from 0 to 1", actual: String(attrs.momentum), cure });
    }
    const axis = channels(x, attrs);
    requireFeatures(x, axis, { mean, variance }, fail, false);
    requireFeatures(x, axis, { scale, biases }, fail);
    return x;
  },
  definition: (inputs, attrs) => {
    const [x, mean, variance, scale, biases] = inputsOf<AnyTensor>(inputs);
    const axis = channels(x, attrs);
    const centred = sub(x, alongFeatures(mean, x, axis));
    return scaledAndShifted(div(centred, alongFeatures(deviation(variance, attrs), x, axis)), axis, scale, biases);
  },
  lower: (inputs, attrs) => byFactor(inputsOf<AnyTensor>(inputs), attrs),
  training: (inputs, attrs, site) => {
    const all = inputsOf<AnyTensor>(inputs);
    const [x, mean, variance, scale, biases] = all;
    const axis = channels(x, attrs);
    if (site.isFixed(mean) && site.isFixed(variance)) return byFactor(all, attrs);
    const others = x.shape.flatMap((_, i) => (i === axis[0] ? [] : [i]));
    const momentum = decodeNumber(attrs.momentum);
    // With their axes kept they are what the layer itself is made of.
    const over = { axis: others, keepdims: true };
    const towards = (running: AnyTensor, ofBatch: AnyTensor, name: string): void =>
      site.update(running, (value) => add(mul(momentum, value), mul(1 - momentum, reshape(ofBatch, { shape: running.shape })), { name }));
    towards(mean, meanOf(x, over), "mean.next");
    towards(variance, varianceOf(x, over), "variance.next");
    const normal: AnyTensor = apply(layerNormOp, [x], { axis: others, epsilon: attrs.epsilon });
    return scaledAndShifted(normal, axis, scale, biases);
  },
  vjp: (dy, inputs, _, attrs) => {
    const all = inputsOf<AnyTensor>(inputs);
    const [x, mean, variance, scale, biases] = all;
    const axis = channels(x, attrs);
    const factor = reciprocal(deviation(variance, attrs));
    /** (x − mean) ÷ √(variance + ε) */
    const normal = (): AnyTensor => byFactor([x, mean, variance], attrs);
    const dx = (): AnyTensor => scaledCotangent(scaledCotangent(dy, axis, scale), axis, factor);
    return [
      dx,
      () => neg(overFeatures(dx(), mean, axis)),
      // −½ Σ dy · scale · (x − mean) ÷ (variance + ε)^1.5
      () => chainMul(overFeatures(chainMul(dx(), normal()), variance, axis), mul(-0.5, factor)),
      () => overFeatures(chainMul(dy, normal()), scale as AnyTensor, axis),
      () => overFeatures(dy, biases as AnyTensor, axis),
    ];
  },
  picture: {
    role: "function",
    label: (attrs) => `batch norm${words(attrs)}`,
    title: "Batch normalisation",
    formula: (attrs, shapes) => `${normalizationFormula("(x − μ) ÷ √(σ² + ε)", shapes, 3)}${words(attrs)}`,
  },
  notation: { ...normalizationNotation("batchNorm", (attrs) => words(attrs)), torch: torchBatchNorm },
});

/** batch_norm(…) of src/torch/functions.ts: PyTorch's own running variance divides by n − 1. Means that are no parameters stay as they are. */
function torchBatchNorm(
  [x, mean, variance, scale, biases]: Operands<Term>,
  { momentum, epsilon, layout }: BatchNormAttrs,
  { ranks: [rank = 2] }: NotationSite,
): Term {
  const training = [mean, variance].every(({ text }) => text.startsWith("self.")) ? "self.training" : "False";
  const operands = [x.text, mean.text, variance.text, scale?.text ?? "None", biases?.text ?? "None"];
  return atom(`batch_norm(${[...operands, channelAxis(layout, rank), momentum, epsilon, training].join(", ")})`);
}

const defaultMomentum = 0.9;

const words = ({ momentum, layout, epsilon }: BatchNormAttrs): string =>
  `${layoutWords(layout)}${momentum === defaultMomentum ? "" : `, momentum ${momentum}`}${epsilonWords(epsilon)}`;

interface BatchNormOptions<W, B, N, L, M, V> extends FeatureOptions<W, B, N>, Named {
  /** What is subtracted outside of training, a number for each channel: a parameter of the layer's own, which starts at zero, or a tensor. */
  readonly mean?: M;
  /** Whose root divides outside of training: a parameter of the layer's own, which starts at one, or a tensor. */
  readonly variance?: V;
  /** The share of the running mean and variance that a training step keeps, from 0 to 1. Default 0.9. */
  readonly momentum?: number;
  /** Where the channels lie: "NHWC", the default, for the last axis, "NCHW" for the second. */
  readonly layout?: L;
  /** What keeps the division finite. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * batchNorm(x) = (x − mean) ÷ √(variance + ε) · scale + biases, channel by channel, with parameters of its own, or given ones; in a training
 * step by the mean and variance of the batch. See {@link batchNormOp}.
 */
export function batchNorm<
  X extends Tensor,
  const W extends Tensor | boolean = true,
  B extends Tensor = never,
  const N extends boolean = true,
  const L extends Layout = "NHWC",
  M extends Tensor = never,
  V extends Tensor = never,
>(
  x: WithChannels<
    "batchNorm",
    X,
    Checked<
      Checked<
        KindProblem<"batchNorm", "a float tensor", X, "x">,
        NamedFeatureProblem<
          "batchNorm",
          X["shape"],
          ChannelAxis<L>,
          [M] extends [never] ? true : [V] extends [never] ? true : OwnFeatures<W, B, N>
        >
      >,
      X
    >
  >,
  options?: BatchNormOptions<
    W extends Tensor ? FeatureTensor<"batchNorm", X, [ChannelDim<X["shape"], L> & Dim], W> : W,
    FeatureTensor<"batchNorm", X, [ChannelDim<X["shape"], L> & Dim], B>,
    N,
    L,
    FeatureTensor<"batchNorm", X, [ChannelDim<X["shape"], L> & Dim], M, false>,
    FeatureTensor<"batchNorm", X, [ChannelDim<X["shape"], L> & Dim], V, false>
  >,
): WithFeatures<X, W | B | M | V>;
export function batchNorm(x: Tensor, options: BatchNormOptions<Tensor | boolean, Tensor, boolean, Layout, Tensor, Tensor> = {}): Tensor {
  requireTensor("batchNorm", x);
  const known = ["mean moving_mean running_mean", "variance moving_variance running_var", layoutNames, ...featureOptionNames];
  const {
    momentum = defaultMomentum,
    epsilon = defaultEpsilon,
    layout = "NHWC",
    mean,
    variance,
    name,
    ...features
  } = optionsOf(batchNormOp, options, known);
  const id = builderOf(x).reserve("batchNorm", name);
  const fail = failAt("batchNorm", id);
  requireChannels(x, fail);
  const axis = [channelAxis(layout, x.shape.length)];
  const running = [
    given("mean", mean, fail) ?? ownFeatures(x, `${id}.mean`, axis, "zeros", fail),
    given("variance", variance, fail) ?? ownFeatures(x, `${id}.variance`, axis, "ones", fail),
  ];
  const operands = [x, ...running, ...featureOperands(x, id, axis, features, fail)];
  return apply(batchNormOp, operands, { momentum: encodeNumber(momentum), epsilon: encodeNumber(epsilon), layout }, { name: id });
}

function given(what: string, tensor: Tensor | undefined, fail: Fail): Tensor | undefined {
  if (tensor === undefined || isTensor(tensor)) return tensor;
  const cure = "leave it out for the layer's own";
  return fail({ code: "bad-option", expected: `${what} must be a tensor`, actual: showValue(tensor), cure });
}
