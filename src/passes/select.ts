import { differentiated, mapDifferentiations } from "../../graph/differentiation.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Node, NodeId } from "../../graph/graph.ts";
import { carryOps, opsOf } from "../../graph/ops-of.ts";
import { ancestors, rememberOrder, topologicalOrder } from "../../graph/walk.ts";

/** The part of a graph that the named outputs and the updates need; its inputs are the feeds they need. GraphError on an unknown output. */
export function select(graph: Graph, outputs: readonly string[]): Graph {
  if (!Array.isArray(outputs)) {
    throw new GraphError(
      `run: fetch must be a list of outputs, got ${JSON.stringify(outputs) ?? typeof outputs}; put the name into a list`,
      {
        code: "unknown-output",
      },
    );
  }
  const chosen: Record<string, NodeId> = {};
  for (const name of outputs) {
    if (!Object.hasOwn(graph.outputs, name)) {
      throw new GraphError(
        `run: fetch must name outputs (${Object.keys(graph.outputs).join(", ")}), got "${name}"; return it from build or correct the name`,
        {
          code: "unknown-output",
          expected: Object.keys(graph.outputs).join(", "),
          actual: name,
        },
      );
    }
    chosen[name] = graph.outputs[name] as NodeId;
  }
  const needed = ancestors(graph, [...Object.values(chosen), ...Object.entries(graph.updates).flat()]);
  const complete = Object.keys(chosen).length === Object.keys(graph.outputs).length && needed.size === Object.keys(graph.nodes).length;
  if (complete) return graph;
  const nodes: Record<NodeId, Node> = {};
  for (const id in graph.nodes) if (needed.has(id)) nodes[id] = graph.nodes[id] as Node;
  rememberOrder(
    Object.freeze(nodes),
    topologicalOrder(graph).filter((id) => needed.has(id)),
  );
  carryOps(nodes, opsOf(graph));
  const kept = (id: NodeId): NodeId | undefined => (needed.has(id) ? id : undefined);
  const { gradients = [], ...rest } = graph;
  return Object.freeze({
    ...rest,
    ...differentiated(mapDifferentiations(gradients, kept, kept)),
    nodes,
    inputs: Object.freeze(graph.inputs.filter((id) => needed.has(id))),
    outputs: Object.freeze(chosen),
  });
}
