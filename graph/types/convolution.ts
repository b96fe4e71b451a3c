import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Product, Quotient } from "./arithmetic.ts";
import type { SameDim } from "./dims.ts";
import type { DTypeProblem, KindProblem } from "./dtypes.ts";
import type { Checked } from "./problem.ts";
import type { ShowDim, ShowShape } from "./show.ts";
import type { ChannelsFirst, CoveredDims, FromParts, NumbersProblem, PartsOf, SlidAxes, SlidDims, SlidProblem } from "./sliding.ts";

/** What the compiler knows of convolutions of rank R (batch, channels, and what is slid over) in a layout L. */

interface SpatialNames {
  readonly 3: "width";
  readonly 4: "height, width";
  readonly 5: "depth, height, width";
}
type Spatial<R> = SpatialNames[R & keyof SpatialNames];

type RankProblem<Op extends string, S extends Shape, R extends number, L> = number extends S["length"]
  ? never
  : [S["length"]] extends [R]
    ? never
    : L extends ChannelsFirst
      ? `${Op}: x must be [batch, channels, ${Spatial<R>}], got ${ShowShape<S>}`
      : `${Op}: x must be [batch, ${Spatial<R>}, channels], got ${ShowShape<S>}`;

type ChannelsOf<S extends Shape, L> = PartsOf<S, L> extends [unknown, unknown, infer C extends Dim] ? C : number;

/** Own weights need a number of channels. */
type ChannelsProblem<Op extends string, S extends Shape, L> =
  ChannelsOf<S, L> extends infer C
    ? [C] extends [string]
      ? string extends C
        ? never
        : `${Op}: the channels of x must be a number, got ${ShowDim<C>} in ${ShowShape<S>}; give them as a number`
      : never
    : never;

/** x of rank R in the layout L, or why it is none; W is never where the layer makes its own weights. */
export type ConvolutionInput<Op extends string, X extends Tensor, R extends number, L, W> = Checked<
  Checked<
    KindProblem<Op, "a float tensor", X, "x">,
    Checked<RankProblem<Op, X["shape"], R, L>, [W] extends [never] ? ChannelsProblem<Op, X["shape"], L> : never>
  >,
  X
>;

/** As a rank: that of weights whose dims may be numbers, "named" where one is a name. */
type RankOfWeights<W extends Shape> = true extends { [I in keyof W]: IsName<W[I]> }[number] ? "named" : W["length"];
type IsName<D> = [D] extends readonly [string] ? (string extends D ? false : true) : false;

/** [window, channels ÷ groups, filters] of the shape of weights. */
type WeightsParts<W extends Shape, L> = L extends ChannelsFirst
  ? W extends readonly [infer F extends Dim, infer C extends Dim, ...infer K extends Dim[]]
    ? [K, C, F]
    : never
  : W extends readonly [...infer K extends Dim[], infer C extends Dim, infer F extends Dim]
    ? [K, C, F]
    : never;

/** The window of given weights, or that of own ones. */
type WindowOf<K, W, L> = [W] extends [never]
  ? K
  : W extends { readonly shape: infer S extends Shape }
    ? WeightsParts<S, L> extends [infer Window, unknown, unknown]
      ? Window
      : number
    : number;
type FiltersOf<F extends number, W, L> = [W] extends [never]
  ? F
  : W extends { readonly shape: infer S extends Shape }
    ? WeightsParts<S, L> extends [unknown, unknown, infer Filters extends Dim]
      ? Filters
      : number
    : number;

type Times<C, G> = [C, G] extends readonly [infer c extends number, infer g extends number] ? Product<c, g> : number;

type WeightsProblem<Op extends string, S extends Shape, W extends Shape, R extends number, D, P, G, L> = number extends W["length"]
  ? never
  : [RankOfWeights<W>] extends [R]
    ? WeightsParts<W, L> extends [infer K, infer C, unknown]
      ? SameDim<ChannelsOf<S, L>, Times<C, G>> extends readonly [unknown]
        ? SlidProblem<Op, S, SlidAxes<S, L>, K, D, P>
        : `${Op}: weights must be for the channels of x, got ${ShowShape<W>} for ${ShowShape<S>}; transpose or resize weights`
      : never
    : L extends ChannelsFirst
      ? `${Op}: weights must be [filters, channels ÷ groups, ${Spatial<R>}], got ${ShowShape<W>}`
      : `${Op}: weights must be [${Spatial<R>}, channels ÷ groups, filters], got ${ShowShape<W>}`;

/** Weights for x, or why they are none. */
export type ConvolutionWeights<Op extends string, X extends Tensor, W extends Tensor, R extends number, D, P, G, L> = Checked<
  Checked<DTypeProblem<Op, "a float tensor", X, W>, WeightsProblem<Op, X["shape"], W["shape"], R, D, P, G, L>>,
  W
>;

type BiasesProblem<Op extends string, F, B extends Shape> = number extends B["length"]
  ? never
  : B extends readonly [infer D]
    ? SameDim<D, F> extends readonly [unknown]
      ? never
      : `${Op}: biases must be [${ShowDim<F>}], got ${ShowShape<B>}; give one bias per filter`
    : `${Op}: biases must be [${ShowDim<F>}], got ${ShowShape<B>}; give one bias per filter`;

/** Biases for the filters of weights W, or why they are none. */
export type ConvolutionBiases<Op extends string, X extends Tensor, W extends Tensor, B extends Tensor, L> = Checked<
  Checked<DTypeProblem<Op, "a float tensor", X, B>, BiasesProblem<Op, FiltersOf<number, W, L>, B["shape"]>>,
  B
>;

/** A window of K that fits what it slides over, or why it does not. */
export type ConvolutionSize<Op extends string, S extends Shape, K, D, P, L> = Checked<SlidProblem<Op, S, SlidAxes<S, L>, K, D, P>, K>;

/** The shape of a convolution. */
export type ConvolutionShape<S extends Shape, F extends number, K, W, T, D, P, L> = number extends S["length"]
  ? Dim[]
  : PartsOf<S, L> extends [infer N extends Dim, infer Rest extends Dim[], unknown]
    ? FromParts<L, N, SlidDims<Rest, WindowOf<K, W, L>, T, D, P>, FiltersOf<F, W, L>>
    : Dim[];

/** Weights of a transposed convolution say its channels where those of a convolution say their filters. */
type TransposedWeightsProblem<Op extends string, S extends Shape, W extends Shape, R extends number, L> = number extends W["length"]
  ? never
  : [RankOfWeights<W>] extends [R]
    ? WeightsParts<W, L> extends [infer K, unknown, infer C]
      ? SameDim<ChannelsOf<S, L>, C> extends readonly [unknown]
        ? NumbersProblem<Op, "size", SlidAxes<S, L>, K>
        : `${Op}: weights must be for the channels of x, got ${ShowShape<W>} for ${ShowShape<S>}; transpose or resize weights`
      : never
    : L extends ChannelsFirst
      ? `${Op}: weights must be [channels, filters ÷ groups, ${Spatial<R>}], got ${ShowShape<W>}`
      : `${Op}: weights must be [${Spatial<R>}, filters ÷ groups, channels], got ${ShowShape<W>}`;

/** Weights of a transposed convolution of x, or why they are none. */
export type TransposedWeights<Op extends string, X extends Tensor, W extends Tensor, R extends number, L> = Checked<
  Checked<DTypeProblem<Op, "a float tensor", X, W>, TransposedWeightsProblem<Op, X["shape"], W["shape"], R, L>>,
  W
>;

type TransposedFilters<F extends number, W, G, L> = [W] extends [never]
  ? F
  : W extends { readonly shape: infer S extends Shape }
    ? WeightsParts<S, L> extends [unknown, infer Each, unknown]
      ? Times<Each, G>
      : number
    : number;

/** Biases for its filters, or why they are none. */
export type TransposedBiases<Op extends string, X extends Tensor, W extends Tensor, B extends Tensor, G, L> = Checked<
  Checked<DTypeProblem<Op, "a float tensor", X, B>, BiasesProblem<Op, TransposedFilters<number, W, G, L>, B["shape"]>>,
  B
>;

/** True where a dim is certainly 0. */
type HasNone<S extends Shape> = { [I in keyof S]: [S[I]] extends readonly [0] ? true : false }[number];

/** x of a transposed convolution of rank R in the layout L, of which its padding leaves something; or why it is none. */
export type TransposedInput<Op extends string, X extends Tensor, R extends number, K, W, T, D, P, O, L> =
  ConvolutionInput<Op, X, R, L, W> extends X
    ? Checked<
        true extends HasNone<SlidAxes<X["shape"], L>> | HasNone<CoveredDims<SlidAxes<X["shape"], L>, WindowOf<K, W, L>, T, D, P, O>>
          ? `${Op}: padding must leave something of what the windows cover, got ${ShowShape<X["shape"]>}`
          : never,
        X
      >
    : ConvolutionInput<Op, X, R, L, W>;

/** The shape of a transposed convolution. */
export type TransposedShape<S extends Shape, F extends number, K, W, T, D, P, O, G, L> = number extends S["length"]
  ? Dim[]
  : PartsOf<S, L> extends [infer N extends Dim, infer Rest extends Dim[], unknown]
    ? FromParts<L, N, CoveredDims<Rest, WindowOf<K, W, L>, T, D, P, O>, TransposedFilters<F, W, G, L>>
    : Dim[];

type DepthwiseChannels<W extends Shape, L> =
  WeightsParts<W, L> extends [unknown, infer C, infer F] ? (L extends ChannelsFirst ? F : Times<C, F>) : number;

type DepthwiseProblem<S extends Shape, W extends Shape, D, P, L> = number extends W["length"]
  ? never
  : [RankOfWeights<W>] extends [4]
    ? WeightsParts<W, L> extends [infer K, infer C, infer F]
      ? DepthwiseFits<ChannelsOf<S, L>, C, F, L> extends true
        ? SlidProblem<"depthwiseConv2d", S, SlidAxes<S, L>, K, D, P>
        : `depthwiseConv2d: weights must be for the channels of x, got ${ShowShape<W>} for ${ShowShape<S>}; transpose or resize weights`
      : never
    : L extends ChannelsFirst
      ? `depthwiseConv2d: weights must be [filters, 1, height, width], got ${ShowShape<W>}`
      : `depthwiseConv2d: weights must be [height, width, channels, filters of each], got ${ShowShape<W>}`;

/** Whether weights are for C channels: channels last they are that many, channels first they see one and there are as many for each. */
type DepthwiseFits<C, Seen, F, L> = [C] extends [0]
  ? false
  : L extends ChannelsFirst
    ? SameDim<Seen, 1> extends readonly [unknown]
      ? [C, F] extends readonly [infer c extends number, infer f extends number]
        ? [Quotient<f, c>] extends [never]
          ? false
          : true
        : true
      : false
    : SameDim<C, Seen> extends readonly [unknown]
      ? true
      : false;

/** x of a depthwise convolution in the layout L, or why it is none. */
export type DepthwiseInput<X extends Tensor, L> =
  ConvolutionInput<"depthwiseConv2d", X, 4, L, never> extends X
    ? Checked<
        [ChannelsOf<X["shape"], L>] extends readonly [0]
          ? `depthwiseConv2d: weights must be for the channels of x, got none in ${ShowShape<X["shape"]>}`
          : never,
        X
      >
    : ConvolutionInput<"depthwiseConv2d", X, 4, L, never>;

/** Depthwise weights for x, or why they are none. */
export type DepthwiseWeights<X extends Tensor, W extends Tensor, D, P, L> = Checked<
  Checked<DTypeProblem<"depthwiseConv2d", "a float tensor", X, W>, DepthwiseProblem<X["shape"], W["shape"], D, P, L>>,
  W
>;
export type DepthwiseBiases<X extends Tensor, W extends Tensor, B extends Tensor, L> = Checked<
  Checked<
    DTypeProblem<"depthwiseConv2d", "a float tensor", X, B>,
    BiasesProblem<"depthwiseConv2d", [W] extends [never] ? number : DepthwiseChannels<W["shape"], L>, B["shape"]>
  >,
  B
>;

/** The shape of a depthwise convolution. */
export type DepthwiseShape<S extends Shape, M extends number, K, W, T, D, P, L> = number extends S["length"]
  ? Dim[]
  : PartsOf<S, L> extends [infer N extends Dim, infer Rest extends Dim[], infer C extends Dim]
    ? FromParts<
        L,
        N,
        SlidDims<Rest, WindowOf<K, W, L>, T, D, P>,
        [W] extends [never] ? Times<C, M> : W extends { readonly shape: infer V extends Shape } ? DepthwiseChannels<V, L> & Dim : number
      >
    : Dim[];
