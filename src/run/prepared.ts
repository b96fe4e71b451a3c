import type { TypedArray } from "../../graph/dtype.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { Value } from "../../graph/op.ts";
import type { Feed } from "../../graph/types/run.ts";
import type { AsyncExecutable, Executable } from "../backends/backend.ts";
import type { Plan } from "../plan/plan.ts";
import { type FeedSpec, outOf, specOf, writeFeed } from "./feeds.ts";

export type AnyExecutable = Executable | AsyncExecutable;

/** The graph behind some fetched outputs: which feeds it needs, and what is prepared for it. */
export interface Selection {
  readonly fetch: readonly string[];
  /** Every value is kept, and every step can be observed: for a trace. */
  readonly whole: boolean;
  readonly graph: Graph;
  readonly specs: readonly FeedSpec[];
  readonly prepared: Prepared[];
}

/** A selection under one binding of the named dims. */
export interface Prepared<E extends AnyExecutable = AnyExecutable> {
  readonly plan: Plan;
  /** The named dims and their sizes, as a list: walking a map would allocate in every run. */
  readonly dims: readonly (readonly [dim: string, size: number])[];
  readonly executable: E;
  readonly feeds: readonly Value[];
  /** What the inputs and outputs are views of. */
  readonly memory: ArrayBufferLike | undefined;
  /** True where a run gives parameters new values. */
  readonly updates: boolean;
  readonly views: Readonly<Record<string, NdArray>>;
  /** Grows from run to run of a program: what has the least was used least recently. */
  lastUse: number;
}

/** What is known of the feeds of a graph. */
export const specsOf = (graph: Graph): FeedSpec[] => graph.inputs.map((id) => specOf(graph, id));

/** A selection as an executable has prepared it. */
export function preparedOf<E extends AnyExecutable>(
  { graph, specs }: Selection,
  planned: Plan,
  binding: ReadonlyMap<string, number>,
  executable: E,
): Prepared<E> {
  const view = (id: NodeId): NdArray => {
    const { data, shape, dtype } = executable.view(id);
    return new NdArray(data, shape, dtype);
  };
  const inputs = specs.map((spec) => executable.view(spec.name));
  return {
    plan: planned,
    dims: [...binding],
    executable,
    feeds: inputs,
    memory: inputs[0]?.data.buffer,
    updates: Object.keys(graph.updates).length > 0,
    views: Object.freeze(Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, view(id)]))),
    lastUse: 0,
  };
}

/** Writes feeds into the memory of their inputs. */
export function writeFeeds({ specs }: Selection, { executable, feeds: to }: Prepared, feeds: Readonly<Record<string, Feed>>): void {
  for (let i = 0; i < specs.length; i++) {
    const { name } = specs[i]!;
    if (!executable.takes?.(name, feeds[name])) writeFeed(feeds[name], specs[i]!, to[i]!);
  }
}

/**
 * Feeds, with copies of those that are views of the program's own memory, such as outputs of a run with copy: false: writing one must
 * not change another. The first one may stay: it is written before any other.
 */
export function detached(
  { specs }: Selection,
  { memory }: Prepared,
  feeds: Readonly<Record<string, Feed>>,
): Readonly<Record<string, Feed>> {
  let own = feeds;
  for (let i = 1; i < specs.length; i++) {
    const { name } = specs[i]!;
    const feed = feeds[name];
    const data = feed instanceof NdArray ? feed.data : feed;
    if (ArrayBuffer.isView(data) && data.buffer !== memory) continue;
    const copy = outOf(memory, data);
    if (copy === data) continue;
    own = { ...own, [name]: feed instanceof NdArray ? new NdArray(copy as TypedArray, feed.shape, feed.dtype) : (copy as Feed) };
  }
  return own;
}
