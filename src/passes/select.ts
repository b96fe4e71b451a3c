import { differentiated, mapDifferentiations } from "../../graph/differentiation.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Node, NodeId } from "../../graph/graph.ts";
import { suggest } from "../../graph/nearest.ts";
import { carryOps, opsOf } from "../../graph/ops-of.ts";
import { showValue } from "../../graph/show-value.ts";
import { ancestors, rememberOrder, topologicalOrder } from "../../graph/walk.ts";

/**
 * The part of a graph that some values and the updates need; its inputs are the feeds they need. A value is fetched by the name of an
 * output or by the id of a node; a name of both means the output. `idOf` finds nodes that go by another id in this graph.
 * GraphError for what is neither.
 */
export function select(graph: Graph, fetch: readonly string[], idOf: (id: NodeId) => NodeId | undefined = () => undefined): Graph {
  if (!Array.isArray(fetch)) {
    throw new GraphError(`run: fetch must be a list of outputs, got ${showValue(fetch)}; put the name into a list`, {
      code: "unknown-output",
    });
  }
  const chosen: Record<string, NodeId> = {};
  for (const name of fetch) {
    const id = Object.hasOwn(graph.outputs, name) ? graph.outputs[name] : Object.hasOwn(graph.nodes, name) ? name : idOf(name);
    if (id === undefined) throw unknown(graph, name);
    chosen[name] = id;
  }
  const needed = ancestors(graph, [...Object.values(chosen), ...Object.entries(graph.updates).flat()]);
  const outputs = Object.keys(graph.outputs);
  const complete =
    needed.size === Object.keys(graph.nodes).length &&
    Object.keys(chosen).length === outputs.length &&
    outputs.every((name) => Object.hasOwn(chosen, name));
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

function unknown(graph: Graph, name: unknown): GraphError {
  const outputs = Object.keys(graph.outputs);
  const hint = suggest(String(name), [...outputs, ...Object.keys(graph.nodes)], "return it from build or correct the name");
  const expected = outputs.join(", ");
  return new GraphError(`run: fetch must name outputs (${expected}) or nodes, got ${showValue(name)}; ${hint}`, {
    code: "unknown-output",
    expected,
    actual: String(name),
  });
}
