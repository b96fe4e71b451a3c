import type { Graph, NodeId } from "../../graph/graph.ts";
import type { Value } from "../../graph/op.ts";
import type { Trace } from "../run/trace.ts";

/** A graph as it ran, and what its nodes were: a trace, or a page's look at one. */
export interface Computed {
  /** Composites are written out. It is compared by identity: what is known of it is kept. */
  readonly graph: Graph;
  /** Undefined where the run did not need the node. */
  value(id: NodeId): Value | undefined;
}

/** What a trace says. */
export const computedIn = ({ graph, values }: Trace): Computed => ({
  graph,
  value: (id) => (Object.hasOwn(values, id) ? values[id] : undefined),
});
