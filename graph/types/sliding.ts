import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Difference, FlooredQuotient, Product, Sum } from "./arithmetic.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape } from "./show.ts";

/** How many windows slide over an axis, of which convolutions and pools make the shapes of their results. */

/** "same": as many windows as the axis has strides; "valid": none over the edge; or so many elements before and after each axis. */
export type Padding = "same" | "valid" | readonly (readonly [number, number])[];

/** The axes of a tensor, by how many windows slide over: channels last or first. */
export type Layout1d = "NWC" | "NCW";
export type Layout2d = "NHWC" | "NCHW";
export type Layout3d = "NDHWC" | "NCDHW";
export type AnyLayout = Layout1d | Layout2d | Layout3d;
/** Batch, channels, then what is slid over. */
export type ChannelsFirst = "NCW" | "NCHW" | "NCDHW";

/** One number for all axes, or one for each. */
export type Numbers = number | readonly number[];

/** The number for the axis I. */
type Each<List, I> = List extends readonly unknown[] ? (number extends List["length"] ? number : List[I & keyof List]) : List;

/** Elements from the first to the last of a window of K, D apart. */
type Extent<K extends number, D extends number> = Sum<Product<D, Difference<K, 1>>, 1>;

/** ⌊(N − extent) ÷ T⌋ + 1 */
type Windows<N extends number, K extends number, T extends number, D extends number> = Sum<
  FlooredQuotient<Difference<N, Extent<K, D>>, T>,
  1
>;

/** N with its padding. */
type Padded<N extends number, P, I> = P extends "valid"
  ? N
  : Each<P, I> extends readonly [infer B extends number, infer A extends number]
    ? Sum<Sum<N, B>, A>
    : number;

/** How many windows of K slide over an axis N; of a name what does not depend on its size. Numbers that count nothing are refused elsewhere. */
type Slid<N, K, T, D, P, I> = [NotCounting<K> | NotCounting<T> | NotCounting<D>] extends [never] ? SlidCounted<N, K, T, D, P, I> : Dim;
type SlidCounted<N, K, T, D, P, I> = [P] extends readonly ["same"]
  ? [T] extends readonly [1]
    ? N & Dim
    : [N, T] extends readonly [infer n extends number, infer t extends number]
      ? FlooredQuotient<Sum<n, Difference<t, 1>>, t>
      : Dim
  : [N, K, T, D] extends readonly [infer n extends number, infer k extends number, infer t extends number, infer d extends number]
    ? Windows<Padded<n, P, I>, k, t, d>
    : [P, K, T] extends readonly ["valid", 1, 1]
      ? N & Dim
      : Dim;

/** How many windows there are where the last may reach beyond the padding: not one that begins in what comes after N. */
type CeilWindows<N extends number, K extends number, T extends number, D extends number, P, I> =
  FlooredQuotient<Sum<Difference<Padded<N, P, I>, Extent<K, D>>, Difference<T, 1>>, T> extends infer Last extends number
    ? Difference<PaddedBefore<N, P, I>, Product<Last, T>> extends 0
      ? Last
      : Sum<Last, 1>
    : number;
type PaddedBefore<N extends number, P, I> = P extends "valid"
  ? N
  : Each<P, I> extends readonly [infer B extends number, unknown]
    ? Sum<N, B>
    : number;
type Ceiled<N, K, T, D, P, I> = [P] extends readonly ["same"]
  ? Slid<N, K, T, D, P, I>
  : [NotCounting<K> | NotCounting<T> | NotCounting<D>] extends [never]
    ? [N, K, T, D] extends readonly [infer n extends number, infer k extends number, infer t extends number, infer d extends number]
      ? number extends n | k | t | d | Padded<n, P, I>
        ? number
        : CeilWindows<n, k, t, d, P, I>
      : [P, K, T] extends readonly ["valid", 1, 1]
        ? N & Dim
        : Dim
    : Dim;
type CeiledDims<S extends Shape, K, T, D, P> = {
  -readonly [I in keyof S]: Ceiled<S[I], Each<K, I>, Each<T, I>, Each<D, I>, P, I>;
} extends infer R extends Dim[]
  ? R
  : Dim[];

/** The spatial dims S, each with its number of windows. */
export type SlidDims<S extends Shape, K, T, D, P> = {
  -readonly [I in keyof S]: Slid<S[I], Each<K, I>, Each<T, I>, Each<D, I>, P, I>;
} extends infer R extends Dim[]
  ? R
  : Dim[];

/** What N windows of K cover, without their padding and with so many elements added; of a name what does not depend on its size. */
type Covered<N, K, T, D, P, O, I> = [P] extends readonly ["same"]
  ? [T] extends readonly [1]
    ? N & Dim
    : [N, T] extends readonly [infer n extends number, infer t extends number]
      ? Product<n, t>
      : Dim
  : [N, K, T, D, O] extends readonly [
        infer n extends number,
        infer k extends number,
        infer t extends number,
        infer d extends number,
        infer o extends number,
      ]
    ? Difference<Sum<Sum<Product<Difference<n, 1>, t>, Extent<k, d>>, o>, Padded<0, P, I>>
    : [P, K, T, O] extends readonly ["valid", 1, 1, 0]
      ? N & Dim
      : Dim;

/** The spatial dims S, each with what its windows cover. */
export type CoveredDims<S extends Shape, K, T, D, P, O> = {
  -readonly [I in keyof S]: [NotCounting<Each<K, I>> | NotCounting<Each<T, I>> | NotCounting<Each<D, I>>] extends [never]
    ? Covered<S[I], Each<K, I>, Each<T, I>, Each<D, I>, P, Each<O, I>, I>
    : Dim;
} extends infer R extends Dim[]
  ? R
  : Dim[];

/** [batch, spatial dims, channels] of a shape in a layout; never where its rank is another one. */
export type PartsOf<S extends Shape, L> = L extends ChannelsFirst
  ? S extends readonly [infer N extends Dim, infer C extends Dim, ...infer Rest extends Dim[]]
    ? [N, Rest, C]
    : never
  : S extends readonly [infer N extends Dim, ...infer Rest extends Dim[], infer C extends Dim]
    ? [N, Rest, C]
    : never;

/** A shape of such parts. */
export type FromParts<L, N extends Dim, Rest extends Dim[], C extends Dim> = L extends ChannelsFirst ? [N, C, ...Rest] : [N, ...Rest, C];

/** True where a window of K, D apart, is certainly larger than N with its padding. */
type IsLarger<N, K, D, P, I> = [P] extends readonly ["same"]
  ? [N] extends readonly [0]
    ? true
    : false
  : [N, K, D] extends readonly [infer n extends number, infer k extends number, infer d extends number]
    ? number extends n | k | d | Padded<n, P, I>
      ? false
      : Difference<Extent<k, d>, Padded<n, P, I>> extends 0
        ? false
        : true
    : false;

/** Numbers that can be no size, stride or dilation, as texts. */
type NotCounting<N> = N extends number ? Extract<`${N}`, "0" | `-${string}` | `${string}.${string}`> : never;

/** Why N cannot be the sizes, strides or dilations of the axes Rest; else never. */
export type NumbersProblem<Op extends string, Name extends string, Rest extends Shape, N> = [
  NotCounting<N extends readonly unknown[] ? N[number] : N>,
] extends [never]
  ? N extends readonly unknown[]
    ? number extends N["length"] | Rest["length"]
      ? never
      : [N["length"]] extends [Rest["length"]]
        ? never
        : `${Op}: ${Name} must be one number for each of ${Rest["length"]} axes, got ${N["length"]}`
    : never
  : `${Op}: ${Name} must be a whole number ≥ 1, got ${NotCounting<N extends readonly unknown[] ? N[number] : N>}`;

/** Why P is no padding of the axes Rest; else never. */
export type PaddingProblem<Op extends string, Rest extends Shape, P> = P extends readonly unknown[]
  ? number extends P["length"] | Rest["length"]
    ? never
    : [P["length"]] extends [Rest["length"]]
      ? [NotASize<P[number] extends readonly (infer N)[] ? N : never>] extends [never]
        ? never
        : `${Op}: padding must be [before, after] ≥ 0 of each axis, got ${NotASize<P[number] extends readonly (infer N)[] ? N : never>}`
      : `${Op}: padding must be [before, after] for each of ${Rest["length"]} axes, got ${P["length"]}`
  : never;
type NotASize<N> = N extends number ? Extract<`${N}`, `-${string}` | `${string}.${string}`> : never;

/** The axes of S that windows slide over; unknown ones where its rank does not fit. */
export type SlidAxes<S extends Shape, L> = PartsOf<S, L> extends [unknown, infer Rest extends Dim[], unknown] ? Rest : Dim[];

/** Why a window of K cannot slide over the axes Rest of S; else never. */
export type SlidProblem<Op extends string, S extends Shape, Rest extends Shape, K, D, P> = [NumbersProblem<Op, "size", Rest, K>] extends [
  never,
]
  ? number extends Rest["length"]
    ? never
    : true extends { [I in keyof Rest]: IsLarger<Rest[I], Each<K, I>, Each<D, I>, P, I> }[number]
      ? `${Op}: the window must not be larger than what it slides over, got ${ShowShape<S>}`
      : never
  : NumbersProblem<Op, "size", Rest, K>;

/** x with axes to slide over in the layout L, or why it has none; Fits is x or what is wrong with its dtype. */
export type PoolInput<Op extends string, Fits, X extends Tensor, L> = [Fits] extends readonly [X]
  ? Checked<PoolProblem<Op, X["shape"], L>, X>
  : Fits;

type PoolProblem<Op extends string, S extends Shape, L> = number extends S["length"]
  ? never
  : [S["length"]] extends [RankOf<L>]
    ? never
    : [L] extends [undefined]
      ? `${Op}: x must have a batch, channels and one to three axes between, got ${ShowShape<S>}`
      : `${Op}: x must be ${L & string}, got ${ShowShape<S>}`;
type RankOf<L> = [L] extends [undefined] ? 3 | 4 | 5 : L extends Layout1d ? 3 : L extends Layout2d ? 4 : 5;

/** Why P is not less than a window of K on each side; else never. */
export type PadsProblem<Op extends string, Rest extends Shape, K, D, P> = P extends readonly unknown[]
  ? true extends { [I in keyof Rest]: IsWide<Each<K, I>, Each<D, I>, Each<P, I>> }[number]
    ? `${Op}: padding must be less than the window`
    : never
  : never;
type IsWide<K, D, P> = [K, D, P] extends readonly [
  infer k extends number,
  infer d extends number,
  readonly [infer B extends number, infer A extends number],
]
  ? number extends k | d | B | A
    ? false
    : [Difference<Extent<k, d>, B>, Difference<Extent<k, d>, A>] extends infer Left extends readonly number[]
      ? 0 extends Left[number]
        ? true
        : false
      : false
  : false;

/** The shape of a pool; T is never where windows stand side by side. */
export type PoolShape<S extends Shape, K, T, D, P, E, L> = number extends S["length"]
  ? Dim[]
  : PartsOf<S, L> extends [infer N extends Dim, infer Rest extends Dim[], infer C extends Dim]
    ? FromParts<L, N, PooledDims<Rest, K, [T] extends [never] ? K : T, D, P, E>, C>
    : Dim[];
type PooledDims<Rest extends Dim[], K, T, D, P, E> = [E] extends readonly [false]
  ? SlidDims<Rest, K, T, D, P>
  : [E] extends readonly [true]
    ? CeiledDims<Rest, K, T, D, P>
    : Unknown<Rest>;
type Unknown<S extends Shape> = { -readonly [I in keyof S]: Dim } extends infer R extends Dim[] ? R : Dim[];

/** The shape of a pool over all of each spatial axis. */
export type GlobalPoolShape<S extends Shape, K, L> = number extends S["length"]
  ? Dim[]
  : boolean extends K
    ? Dim[]
    : PartsOf<S, L> extends [infer N extends Dim, infer Rest extends Dim[], infer C extends Dim]
      ? K extends true
        ? FromParts<L, N, { -readonly [I in keyof Rest]: 1 }, C>
        : [N, C]
      : Dim[];
