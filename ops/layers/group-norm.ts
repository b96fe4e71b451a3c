import { apply, type Named, optionsOf, requireTensor } from "../../graph/apply.ts";
import { decodeNumber, encodeNumber } from "../../graph/attrs.ts";
import { builderOf } from "../../graph/builder.ts";
import { atom, binding, grouped, type NotationSite, type Term } from "../../graph/notation.ts";
import { type AnyTensor, defineOp, type Fail, failAt, type Operands, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape, showType } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Quotient } from "../../graph/types/arithmetic.ts";
import type { KindProblem } from "../../graph/types/dtypes.ts";
import type { Checked } from "../../graph/types/problem.ts";
import { chainMul } from "../elementwise/chain-mul.ts";
import { reshape } from "../move/reshape.ts";
import {
  type FeatureOptions,
  type FeatureTensor,
  featureOperands,
  featureOptionNames,
  type NamedFeatureProblem,
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
  defaultEpsilon,
  epsilonWords,
  normalizationFormula,
  normalizationNotation,
  normalized,
  normalizedByFactor,
  normalizedCotangent,
  overFeatures,
  requireFeatures,
  requireNormalizable,
  scaledAndShifted,
  scaledCotangent,
} from "../shared/normalization.ts";

export interface GroupNormAttrs {
  readonly groups: number;
  readonly epsilon: number | string;
  readonly layout: Layout;
}

/** The axis of the channels, in a list. */
const channels = (x: { readonly shape: Shape }, { layout }: GroupNormAttrs): readonly number[] => [channelAxis(layout, x.shape.length)];

/** What `form` makes of x with its channels as two axes, groups and their members, over all axes of a group; in the shape of x. */
function byGroups(form: (x: AnyTensor, axis: readonly number[]) => AnyTensor, x: AnyTensor, { groups, layout }: GroupNormAttrs): AnyTensor {
  const at = channelAxis(layout, x.shape.length);
  const split = splitShape(x.shape, at, groups);
  const axis = split.flatMap((_, i) => (i === 0 || i === at ? [] : [i]));
  return reshape(form(reshape(x, { shape: split }), axis), { shape: x.shape });
}

/** [batch, …, groups, members, …] */
const splitShape = (shape: Shape, at: number, groups: number): Dim[] => [
  ...shape.slice(0, at),
  groups,
  (shape[at] as number) / groups,
  ...shape.slice(at + 1),
];

/**
 * groupNorm(x, scale, biases) = (x − μ) ÷ √(σ² + ε) · scale + biases of each row; μ and σ² are those of a group of channels, at all places.
 *
 * x: float[B, ...S, C], with layout "NCHW" float[B, C, ...S]; scale, biases: float[C], or one number for all; groups: how many groups the
 * channels are shared out among, neighbours together; ε = epsilon, by default 1e-5 → the type of x
 * Edges:   one group normalises each row as a whole, as many as channels each channel by itself: instance normalisation. A group of equal
 *          elements → biases, and with ε 0 NaN; NaN or ±Infinity in a group → NaN there. Rows do not mix.
 * Errors:  OpError when x is not a float tensor of rank 2 or more, its channels are a name, groups does not divide their number, scale or
 *          biases do not fit, or ε is negative or not finite.
 * Source:  Wu & He 2018, arXiv 1803.08494; ONNX GroupNormalization-21, whose layout is "NCHW", and InstanceNormalization-22; PyTorch
 *          GroupNorm. ε of Keras is 1e-3.
 */
export const groupNormOp = defineOp<GroupNormAttrs>({
  name: "groupNorm",
  inputs: ["x", "scale?", "biases?"],
  attrs: { groups: "integer", epsilon: "number", layout: layouts },
  infer: (inputs, attrs, fail) => {
    const [x, scale, biases] = inputs as readonly (TensorType | undefined)[] as readonly [TensorType, TensorType?, TensorType?];
    requireNormalizable(x, attrs.epsilon, fail);
    requireChannels(x, fail);
    requireGroups(x, attrs, fail);
    requireFeatures(x, channels(x, attrs), { scale, biases }, fail);
    return x;
  },
  definition: ([x, scale, biases], attrs) => written(normalized, x, attrs, scale, biases),
  lower: ([x, scale, biases], attrs) => written(normalizedByFactor, x, attrs, scale, biases),
  vjp: (dy, [x, scale, biases], _, attrs) => {
    const epsilon = decodeNumber(attrs.epsilon);
    const axis = channels(x, attrs);
    return [
      () => {
        const g = scaledCotangent(dy, axis, scale);
        const split = splitShape(x.shape, axis[0] as number, attrs.groups);
        return byGroups((x, over) => normalizedCotangent(reshape(g, { shape: split }), x, over, epsilon), x, attrs);
      },
      () =>
        overFeatures(
          chainMul(
            dy,
            byGroups((x, over) => normalizedByFactor(x, over, epsilon), x, attrs),
          ),
          scale,
          axis,
        ),
      () => overFeatures(dy, biases, axis),
    ];
  },
  picture: {
    role: "function",
    label: (attrs) => `group norm${words(attrs)}`,
    title: "Group normalisation",
    formula: (attrs, shapes) => `${normalizationFormula("(x − μ) ÷ √(σ² + ε)", shapes)}${words(attrs)}`,
  },
  notation: { ...normalizationNotation("groupNorm", (attrs) => words(attrs)), torch: torchGroupNorm },
});

/** PyTorch's has the channels second, with a number of scale and biases for each. */
function torchGroupNorm(
  [x, scale, biases]: Operands<Term>,
  { groups, epsilon, layout }: GroupNormAttrs,
  { shapes: [shape = [], ...given] = [] }: NotationSite,
): Term | undefined {
  const axis = channelAxis(layout, shape.length);
  if (!given.every((one) => sameShape(one, [shape[axis] as Dim]))) return undefined;
  const turned = axis !== 1;
  const operands = [
    turned ? `${grouped(x, binding.atom)}.movedim(-1, 1)` : x.text,
    groups,
    ...((scale ?? biases) ? [scale?.text ?? "None"] : []),
    ...(biases ? [biases.text] : []),
  ];
  return atom(`F.group_norm(${operands.join(", ")}, eps=${epsilon})${turned ? ".movedim(1, -1)" : ""}`);
}

const words = ({ groups, layout, epsilon }: GroupNormAttrs): string => `, groups ${groups}${layoutWords(layout)}${epsilonWords(epsilon)}`;

function written(form: typeof normalized, x: AnyTensor, attrs: GroupNormAttrs, scale?: AnyTensor, biases?: AnyTensor): AnyTensor {
  const epsilon = decodeNumber(attrs.epsilon);
  return scaledAndShifted(
    byGroups((x, axis) => form(x, axis, epsilon), x, attrs),
    channels(x, attrs),
    scale,
    biases,
  );
}

function requireGroups(x: TensorType, { groups, layout }: GroupNormAttrs, fail: Fail): void {
  const count = x.shape[channelAxis(layout, x.shape.length)];
  if (typeof count === "string") {
    fail({
      code: "symbolic-features",
      expected: "the axis of channels must be a number",
      actual: showType(x),
      cure: "give the number of channels",
    });
  }
  if (groups >= 1 && (count as number) % groups === 0) return;
  const expected = `groups must divide the number of channels, ${count}`;
  fail({ code: "groups", expected, actual: String(groups), cure: "correct groups" });
}

/** Why the channels are not shared out evenly among the groups, else never. */
type GroupsProblem<C, G> = C extends number
  ? G extends number
    ? G extends 0
      ? `groupNorm: groups must divide the number of channels, got ${G}`
      : [Quotient<C, G>] extends [never]
        ? `groupNorm: groups must divide the number of channels, ${C}, got ${G}`
        : never
    : never
  : never;

interface GroupNormOptions<W, B, N, L, G> extends FeatureOptions<W, B, N>, Named {
  /** How many groups the channels are shared out among; must divide their number. */
  readonly groups: G;
  /** Where the channels lie: "NHWC", the default, for the last axis, "NCHW" for the second. */
  readonly layout?: L;
  /** What keeps the division finite. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * groupNorm(x, { groups }) = (x − μ) ÷ √(σ² + ε) · scale + biases over each group of channels, with a scale and biases of its own, or given
 * ones. See {@link groupNormOp}.
 */
export function groupNorm<
  X extends Tensor,
  const W extends Tensor | boolean = true,
  B extends Tensor = never,
  const N extends boolean = true,
  const L extends Layout = "NHWC",
  const G extends number = number,
>(
  x: WithChannels<
    "groupNorm",
    X,
    Checked<
      Checked<KindProblem<"groupNorm", "a float tensor", X, "x">, NamedFeatureProblem<"groupNorm", X["shape"], ChannelAxis<L>, true>>,
      X
    >
  >,
  options: GroupNormOptions<
    W extends Tensor ? FeatureTensor<"groupNorm", X, [ChannelDim<X["shape"], L> & Dim], W> : W,
    FeatureTensor<"groupNorm", X, [ChannelDim<X["shape"], L> & Dim], B>,
    N,
    L,
    Checked<GroupsProblem<ChannelDim<X["shape"], L>, G>, G>
  >,
): WithFeatures<X, W | B>;
export function groupNorm(x: Tensor, options: GroupNormOptions<Tensor | boolean, Tensor, boolean, Layout, number>): Tensor {
  requireTensor("groupNorm", x);
  const {
    groups,
    epsilon = defaultEpsilon,
    layout = "NHWC",
    name,
    ...features
  } = optionsOf(groupNormOp, options, ["groups num_groups", layoutNames, ...featureOptionNames]);
  const id = builderOf(x).reserve("groupNorm", name);
  const fail = failAt("groupNorm", id);
  requireChannels(x, fail);
  const operands = featureOperands(x, id, [channelAxis(layout, x.shape.length)], features, fail);
  return apply(groupNormOp, [x, ...operands], { groups, epsilon: encodeNumber(epsilon), layout }, { name: id });
}
