import type { DType } from "../dtype.ts";
import type { Graph } from "../graph.ts";
import type { InputSpec } from "../input.ts";
import type { NdArray } from "../ndarray.ts";
import type { NestedNumbers } from "../nested.ts";
import type { NumberBuffer } from "../number-buffer.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * What a run of a graph is fed and gives back. A graph built in code knows its inputs, and of each output which inputs it needs;
 * one that was parsed knows neither and takes any names.
 */

/** Lists as deep as the shape has axes; the rows may be typed arrays. */
type NestedFeed<S extends Shape, Element> = number extends S["length"]
  ? NestedNumbers
  : S extends readonly [Dim, ...infer Rest extends Dim[]]
    ? NumberBuffer | readonly NestedFeed<Rest, Element>[]
    : Element;

/**
 * A value for an input: an NdArray or a typed array, flat, or nested lists of its depth, of any depth where that is not known. Numbers of
 * any kind become those of the input's dtype: floats are rounded, and integers must be held exactly.
 */
export type Feed<S extends Shape = Shape, D extends DType = DType> =
  | NdArray
  | NumberBuffer
  | NestedFeed<S, D extends "bool" ? boolean | number | bigint : number | bigint>;

type InputsOf<G> = G extends Graph<infer I, unknown> ? I : never;
type OutputsOf<G> = G extends Graph<unknown, infer O> ? O : never;

/** The outputs that may be fetched: those of the graph, or any name. */
export type OutputName<G> = unknown extends OutputsOf<G> ? string : keyof OutputsOf<G> & string;

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** Words that may be the id of a node, such as dense1 or encoder.weights: which nodes there are the compiler does not know. */
type IdLike = `${string}${Digit}${string}` | `${string}.${string}`;

/**
 * The names F of outputs, inputs and what may be the id of a node, or the error text for those that are none. A `string` that is not known
 * is looked up by the run.
 */
export type FetchName<G, F extends string> = string extends F
  ? F
  : F extends OutputName<G> | (keyof InputsOf<G> & string) | IdLike
    ? F
    : `run: no output is named ${F}`;

/** The names of the inputs that the outputs F depend on. */
type NeededBy<O, F> = F extends keyof O ? (O[F] extends Tensor<any, any, infer Names> ? Names : never) : string extends F ? string : never;

type FeedOf<Spec> = Spec extends InputSpec<infer S, infer D> ? Feed<S, D> : never;

/** Inputs by name; those that are not needed may be given as well. `string` stands for needs that are not known: the run asks for them. */
type FeedsOf<I, Needed> = string extends Needed
  ? { readonly [K in keyof I]?: FeedOf<I[K]> }
  : { [K in keyof I & Needed]: FeedOf<I[K]> } & { [K in Exclude<keyof I, Needed>]?: FeedOf<I[K]> } extends infer Each
    ? { readonly [K in keyof Each]: Each[K] }
    : never;

/** What a run of G is fed when the outputs F are fetched. */
export type Feeds<G, F extends string = OutputName<G>> =
  unknown extends InputsOf<G> ? Readonly<Record<string, Feed>> : FeedsOf<InputsOf<G>, NeededBy<OutputsOf<G>, F>>;

type FetchedOf<O, F> = F extends keyof O ? (O[F] extends { readonly dtype: infer D extends DType } ? NdArray<D> : never) : NdArray;

/** What a run of G gives for the outputs F, by name. */
export type Fetched<G, F extends string = OutputName<G>> = { readonly [K in F]: FetchedOf<OutputsOf<G>, K> };

/** Runs G: `run({ X, y }, ["loss"])`; all outputs where none is named. The constraint completes names in editors and takes any. */
export type Run<G> = <const F extends OutputName<G> | (string & {}) = OutputName<G>>(
  feeds: Feeds<G, F>,
  fetch?: readonly FetchName<G, F>[],
) => Fetched<G, F>;
