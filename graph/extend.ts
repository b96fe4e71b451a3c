import { finish, outputIds } from "./build.ts";
import { GraphBuilder } from "./builder.ts";
import { type Graph, type NodeId, nodeOf } from "./graph.ts";
import { type Leaves, leavesOf } from "./leaves.ts";
import { opsOf } from "./ops-of.ts";
import type { Tensor } from "./tensor.ts";
import { topologicalOrder } from "./walk.ts";

/** A builder that has grown the graph so far, with its nodes and updates. */
export function reopen(graph: Graph<any, any>, reserved?: { has(id: NodeId): boolean }): GraphBuilder {
  const builder = new GraphBuilder(opsOf(graph), reserved);
  for (const id of topologicalOrder(graph)) builder.adopt(id, nodeOf(graph, id));
  for (const [parameter, value] of Object.entries(graph.updates)) builder.updates.set(parameter, value);
  for (const one of graph.gradients ?? []) builder.gradients.push(one);
  return builder;
}

/**
 * The graph with what `build` adds to it: nodes over the handles of its own, updates, and further named outputs, which may
 * replace outputs of the same name. Ids of its own nodes stay.
 * Errors: those of `graph`; GraphError when `node` is asked for an id that is not there.
 */
export function extend(
  graph: Graph<any, any>,
  build: (node: (id: NodeId) => Tensor, g: Leaves) => Readonly<Record<string, Tensor>>,
): Graph {
  const builder = reopen(graph);
  const own = (id: NodeId): Tensor => {
    nodeOf(graph, id);
    return builder.handle(id);
  };
  const added = build(own, leavesOf(builder));
  return finish(builder, graph.inputs, { ...graph.outputs, ...(Object.keys(added).length === 0 ? {} : outputIds(added, builder)) });
}
