import { apply, type Named, requireTensor } from "../../graph/apply.ts";
import { builderOf } from "../../graph/builder.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Attrs } from "../../graph/graph.ts";
import type { Initializer } from "../../graph/initializer.ts";
import { type Composite, type Fail, failAt } from "../../graph/op.ts";
import { type ScaledInitializer, scaledInitializers } from "../../graph/scaled-initializer.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type {
  ConvolutionBiases,
  ConvolutionSize,
  ConvolutionWeights,
  TransposedBiases,
  TransposedWeights,
} from "../../graph/types/convolution.ts";
import type { Checked } from "../../graph/types/problem.ts";
import type { Numbers, NumbersProblem, Padding, PaddingProblem, SlidAxes } from "../../graph/types/sliding.ts";
import { type ConvolutionAttrs, requireGroups, weightsShape } from "./convolution.ts";
import {
  finishLayer,
  givenParameters,
  type LayerOptions,
  layerOptions,
  type OwnLayerOptions,
  ownLayerOptions,
  ownParameters,
} from "./layer.ts";
import { axesOf, channelAxis, layoutNames, requireLayout } from "./layout.ts";
import { eachAxis, type SlidingOptions, slidingAttrs, slidingOptions } from "./sliding.ts";

/** The functions of convolutions, which are layers as dense is. */

/** How a convolution slides: T strides, D dilations, P padding, G groups, L layout. */
export interface Slides<T, D, P, G, L> extends Named {
  /** How far a window begins after the one before, default 1; one number, or one for each axis. */
  readonly stride?: T;
  /** How far the elements of a window lie apart, default 1: beside each other. */
  readonly dilation?: D;
  /** "valid", the default: none; "same": ⌈n ÷ stride⌉ windows along each axis; or [before, after] of each axis. */
  readonly padding?: P;
  /** Channels and filters fall into so many groups, each with its own weights. Default 1. */
  readonly groups?: G;
  /** What the axes of x are, channels last where none is given; also what those of the weights are. */
  readonly layout?: L;
}

/** The same, each checked against the axes Rest. */
export type CheckedSlides<Op extends string, Rest extends Shape, T, D, P, G, L> = Slides<
  Checked<NumbersProblem<Op, "stride", Rest, T>, T>,
  Checked<NumbersProblem<Op, "dilation", Rest, D>, D>,
  Checked<PaddingProblem<Op, Rest, P>, P>,
  G,
  L
>;

/** The layer makes its own parameters. */
interface OwnConvolution<F, K> extends OwnLayerOptions {
  /** Number of filters: channels of the result. */
  readonly filters: F;
  /** Elements of the window along each axis: one number, or one for each. */
  readonly size: K;
}

/** The layer is given its parameters. */
interface GivenConvolution<W, B> extends LayerOptions {
  /** [...window, channels ÷ groups, filters]; with channels first [filters, channels ÷ groups, ...window]. */
  readonly weights: W;
  /** One for each filter. */
  readonly biases?: B;
}

/** The options of a convolution of X, of rank R. */
export type ConvolutionOptions<
  Op extends string,
  X extends Tensor,
  R extends number,
  F,
  K,
  W extends Tensor,
  B extends Tensor,
  T,
  D,
  P,
  G,
  L,
> = CheckedSlides<Op, SlidAxes<X["shape"], L>, T, D, P, G, L> &
  (
    | OwnConvolution<F, ConvolutionSize<Op, X["shape"], K, D, P, L>>
    | GivenConvolution<ConvolutionWeights<Op, X, W, R, D, P, G, L>, ConvolutionBiases<Op, X, W, B, L>>
  );

/** The options of a transposed convolution of X, of rank R: nothing can be larger than what it slides over. */
export type TransposedOptions<
  Op extends string,
  X extends Tensor,
  R extends number,
  F,
  K,
  W extends Tensor,
  B extends Tensor,
  T,
  D,
  P,
  O,
  G,
  L,
> = CheckedSlides<Op, SlidAxes<X["shape"], L>, T, D, P, G, L> & {
  /** Rows and columns that are added after, which no window reaches: less than the stride. Default 0; one number, or one for each axis. */
  readonly outputPadding?: O;
} & (
    | OwnConvolution<F, Checked<NumbersProblem<Op, "size", SlidAxes<X["shape"], L>, K>, K>>
    | GivenConvolution<TransposedWeights<Op, X, W, R, L>, TransposedBiases<Op, X, W, B, G, L>>
  );

/** What a transposed convolution takes, where nothing is known of it. */
export type AnyTransposed<L extends string> = AnyConvolution<L> & { readonly outputPadding?: Numbers };

/** What a convolution takes, where nothing is known of it. */
export type AnyConvolution<L extends string> = Slides<Numbers, Numbers, Padding, number, L> &
  (OwnConvolution<number, Numbers> | GivenConvolution<Tensor, Tensor>);

/** What convolutions take beside their parameters, with what other libraries call it. */
export const slides = [...slidingOptions, "groups group", layoutNames];

/** An op, and what its layers take that is not as in others. */
export interface ConvolutionKind<A extends ConvolutionAttrs> {
  readonly op: Composite<A>;
  /** The layout where none is given. */
  readonly usual: string;
  /** Further options, and the attributes that they are. */
  readonly further?: readonly string[];
  attrs?(options: object, axes: number): Attrs;
  /** The shape of own weights, from the window, channels, filters, and a number of groups that divides both. */
  weights?(size: readonly number[], channels: number, filters: number, groups: number, layout: string): number[];
}

/** conv2d(x, { filters, size, … }) or conv2d(x, { weights, biases, … }). */
export function convolutionLayer<A extends ConvolutionAttrs>(kind: ConvolutionKind<A>, x: Tensor, options: AnyConvolution<string>): Tensor {
  const { op, usual, further = [] } = kind;
  requireTensor(op.name, x);
  const given = (options as { readonly weights?: unknown } | undefined)?.weights !== undefined;
  const own = given ? ["weights", "biases"] : ["filters out_channels num_filters", "size kernel_size kernel_shape kernel"];
  checkOptions(op.name, options, [...own, ...slides, ...further, ...(given ? layerOptions : ownLayerOptions), "name"]);
  const id = builderOf(x).reserve(op.name, options?.name);
  const fail = failAt(op.name, id);
  const { groups = 1, layout = usual } = options ?? {};
  const axes = usual.length - 2;
  const sliding = slidingAttrs((options ?? {}) as SlidingOptions, axes, fail);
  const attrs = { ...sliding, groups, layout, ...kind.attrs?.(options ?? {}, axes) };
  const parameters = given
    ? givenParameters(options as { readonly weights: Tensor })
    : ownWeights(kind, x, id, (options ?? {}) as OwnConvolution<number, Numbers>, attrs, fail);
  return finishLayer(op.name, apply(op, [x, ...parameters], attrs, { name: id }), id, parameters, options);
}

function ownWeights<A extends ConvolutionAttrs>(
  { op, usual, weights }: ConvolutionKind<A>,
  x: Tensor,
  id: string,
  { filters, size, ...options }: OwnConvolution<number, Numbers>,
  { groups, layout }: { readonly groups: number; readonly layout: string },
  fail: Fail,
): Tensor[] {
  const { read, channels, each } = requireWindow(op.name, usual, x, size, layout, `{ filters: 32, size: 3 }`, fail);
  if (!Number.isSafeInteger(filters) || filters < 1) {
    const cure = filters === undefined ? `write ${op.name}(x, { filters: 32, size: 3 })` : "correct filters";
    fail({ code: "filters", expected: "filters must be a whole number ≥ 1", actual: showValue(filters), cure });
  }
  const parts = Number.isSafeInteger(groups) ? groups : 1;
  requireGroups(parts, channels, filters, fail);
  const shape = weights?.(each, channels, filters, parts, read) ?? weightsShape(each, channels / parts, filters, read);
  const window = each.reduce((a, b) => a * b, 1);
  const fans = [(window * channels) / parts, window * filters] as const;
  // Those of [...window, in, out] its shape tells.
  const told = shape.at(-2) === channels / parts && shape.at(-1) === filters;
  return ownParameters(x, id, shape, filters, told ? options : { ...options, init: fanned(x, options.init, fans) }, fail);
}

/** An initialiser of weights whose shape does not tell the connections of a unit. */
export function fanned(x: Tensor, init: Initializer = builderOf(x).init, fans: readonly [number, number]): Initializer {
  return scaledInitializers.includes(init as ScaledInitializer) ? (`${init as ScaledInitializer}(${fans[0]}, ${fans[1]})` as const) : init;
}

/** What own weights follow from: the channels of x and the window along each axis. What is no layout the op itself tells. */
export function requireWindow(
  op: string,
  usual: string,
  x: Tensor,
  size: unknown,
  layout: string,
  example: string,
  fail: Fail,
): { readonly read: string; readonly channels: number; readonly each: readonly number[] } {
  const first = `NC${usual.slice(1, -1)}`;
  const read = layout === first ? first : usual;
  requireLayout(x, read, fail);
  const channels = x.shape[channelAxis(read)] as Dim;
  if (typeof channels !== "number") {
    fail({
      code: "symbolic-features",
      expected: `the channels of x ${axesOf(read)} must be a number`,
      actual: showType(x),
      cure: "give them as a number",
    });
  }
  const axes = usual.length - 2;
  const each = typeof size === "number" || Array.isArray(size) ? eachAxis(size, axes) : [];
  if (each.length !== axes || !each.every((one) => Number.isSafeInteger(one) && one >= 1)) {
    fail({
      code: "windows",
      expected: `size must be a whole number ≥ 1${axes === 1 ? "" : `, or one for each of ${axes} axes`}`,
      actual: showValue(size),
      cure: size === undefined ? `write ${op}(x, ${example})` : "correct size",
    });
  }
  return { read, channels: channels as number, each };
}
