import type { Graph, NodeId } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { Look } from "./look.ts";
import type { SketchedOp } from "./sketched-op.ts";

/** What a run in Node gave, of a graph that a page cannot run: some of its ops are the user's own. */
export interface KeptTrace {
  /** Those ops. */
  readonly ops: readonly SketchedOp[];
  readonly values: Readonly<Record<NodeId, NdArray>>;
  readonly gradients: Readonly<Record<NodeId, NdArray>>;
  /** In ms. */
  readonly times: Readonly<Record<NodeId, number>>;
  readonly bytes: Readonly<Record<NodeId, number>>;
}

/** What a run of all samples gives, to be kept. */
export function keptTrace({ run, look }: { readonly run: Graph; look(): Look }, ops: readonly SketchedOp[]): KeptTrace {
  const { value, gradient, time, bytes } = look();
  const all = <T>(of: (id: NodeId) => T | undefined): Record<NodeId, T> =>
    Object.fromEntries(
      Object.keys(run.nodes).flatMap((id) => {
        const one = of(id);
        return one === undefined ? [] : [[id, one]];
      }),
    );
  return { ops, values: all(value), gradients: all(gradient), times: all(time), bytes: all(bytes) };
}

const graphs = new WeakMap<KeptTrace, Graph>();

/** Says which graph a trace is of: of an edited one it tells nothing. */
export const keepFor = (graph: Graph, trace: KeptTrace): void => void graphs.set(trace, graph);

/** What a kept trace gave, where it is one of this graph. */
export function keptLook(graph: Graph, trace: KeptTrace | undefined): Look | undefined {
  if (trace === undefined || graphs.get(trace) !== graph) return undefined;
  const at = <T>(record: Readonly<Record<NodeId, T>>, id: NodeId): T | undefined => (Object.hasOwn(record, id) ? record[id] : undefined);
  return {
    value: (id) => at(trace.values, id),
    gradient: (id) => at(trace.gradients, id),
    time: (id) => at(trace.times, id),
    bytes: (id) => at(trace.bytes, id),
  };
}
