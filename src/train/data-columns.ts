import type { DType } from "../../graph/dtype.ts";
import type { Graph } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { Feeds } from "../../graph/types/run.ts";
import type { BatchStream } from "./batch-stream.ts";
import type { ScalarNames } from "./metrics.ts";

/**
 * Columns for a graph of inputs I and outputs O, as a run is fed: those that its scalar outputs need, all rows of each, and others if you
 * like. Of a graph whose types are not known, any.
 */
export type DataColumns<I = unknown, O = unknown> = Feeds<Graph<I, O>, ScalarNames<O>>;

/** Columns or a stream of them. D is the type of what is given: what it does not tell, names or dtypes read from a file, is left to the run. */
export type Data<I, O, D> = DataColumns<I, O> | BatchStream<DataColumns<I, O>> | Untold<DataColumns<I, O>, D>;

type Untold<Columns, D> = D extends () => AsyncIterable<infer C> | Iterable<infer C> ? StreamOf<Vague<Columns, C>> : Vague<Columns, D>;

/** None of never, so that errors speak of the columns. */
type StreamOf<C> = [C] extends [never] ? never : BatchStream<C>;

/** What is given, where it does not tell its names; the columns, as loose as their dtypes are told; never, where all is. */
type Vague<Columns, C> = string extends keyof C
  ? C
  : true extends { [K in keyof C]: IsVague<C[K]> }[keyof C]
    ? Loosened<Columns, C>
    : never;

type IsVague<V> = V extends NdArray<infer D> ? (DType extends D ? true : false) : false;

/** The columns, with arrays of a dtype that is not known where C has them. */
type Loosened<Columns, C> = {
  readonly [K in keyof Columns]: K extends keyof C ? (true extends IsVague<C[K]> ? C[K] : Columns[K]) : Columns[K];
};
