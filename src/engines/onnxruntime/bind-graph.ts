import { boundAttrs } from "../../../graph/attrs.ts";
import { evaluateDim } from "../../../graph/dim.ts";
import { type Attrs, type AttrValue, type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isGraph } from "../../../graph/is-graph.ts";
import { carryOps, opOf, opsOf } from "../../../graph/ops-of.ts";
import type { Dim } from "../../../graph/shape.ts";
import type { Binding } from "../../plan/plan.ts";

/** The graph with the sizes of a run in place of names, in the bodies of loops, too. */
export function bindGraph(graph: Graph, binding: Binding): Graph {
  const ops = opsOf(graph);
  const sizeOf = (name: string): number | undefined => binding.get(name);
  const nodes: Record<NodeId, Node> = {};
  for (const id in graph.nodes) {
    const node = nodeOf(graph, id);
    const shape = node.shape.map((dim): Dim => evaluateDim(dim, sizeOf) ?? dim);
    const op = opOf(node.op, id, ops);
    const known = (op && boundAttrs(node.attrs, op.attrs, sizeOf)) ?? node.attrs;
    const attrs: Record<string, AttrValue> = {};
    for (const [name, value] of Object.entries(known)) attrs[name] = isGraph(value) ? (bindGraph(value, binding) as never) : value;
    nodes[id] = Object.freeze({ ...node, shape: Object.freeze(shape), attrs: Object.freeze(attrs) as Attrs });
  }
  carryOps(Object.freeze(nodes), ops);
  return Object.freeze({ ...graph, nodes });
}
