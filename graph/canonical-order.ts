import { gradientNodes } from "./differentiation.ts";
import { type Graph, type NodeId, nodeOf } from "./graph.ts";

/**
 * The nodes so that inputs come before their users, in an order that follows from the graph alone: from each output back through the
 * lists of inputs, then from each update, then the nodes that neither needs. The order in which nodes, outputs and updates are
 * declared does not count, so what draws random numbers or adds up in this order does the same for graphs whose `diff` is `same`.
 *
 * Outputs go by name, gradients last: a network and the same network with gradients or a training step share the order.
 * Near-linear in nodes and edges, without recursion. Of a cycle, which `check` refuses, each node comes once.
 */
export function canonicalOrder(graph: Graph): NodeId[] {
  const named = (names: Readonly<Record<string, unknown>>): string[] => Object.keys(names).sort();
  const outputs = named(graph.outputs);
  const gradients = gradientNodes(graph);
  const roots = [
    ...[...outputs.filter((name) => !gradients.has(graph.outputs[name] as NodeId)), ...outputs].map(
      (name) => graph.outputs[name] as NodeId,
    ),
    ...named(graph.updates).map((id) => graph.updates[id] as NodeId),
    ...named(graph.nodes),
  ];
  const order: NodeId[] = [];
  const seen = new Set<NodeId>();
  /** The nodes under way, each with how many of its inputs have had their turn. */
  const open: { readonly id: NodeId; readonly inputs: readonly NodeId[]; next: number }[] = [];
  const enter = (id: NodeId): void => {
    if (seen.has(id)) return;
    seen.add(id);
    open.push({ id, inputs: nodeOf(graph, id).inputs, next: 0 });
  };
  for (const root of roots) {
    enter(root);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (top.next < top.inputs.length) enter(top.inputs[top.next++] as NodeId);
      else order.push((open.pop() as typeof top).id);
    }
  }
  return order;
}
