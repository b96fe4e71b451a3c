import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { NotationSite } from "../../../graph/notation.ts";
import { opsOf } from "../../../graph/ops-of.ts";

/** What a notation may know of a node: nothing is written under indices in Python. */
export function notationSite(graph: Graph, node: Node): NotationSite {
  const operands = node.inputs.map((input) => nodeOf(graph, input));
  return {
    index: "",
    bound: "",
    ranks: operands.map(({ shape }) => shape.length),
    dtypes: operands.map(({ dtype }) => dtype),
    shapes: operands.map(({ shape }) => shape),
    fused: isFused(graph, node),
  };
}

function isFused(graph: Graph, { op, inputs }: Node): boolean {
  const own = opsOf(graph).get(op);
  const fused = own !== undefined && "fusedVjp" in own ? own.fusedVjp : undefined;
  return fused !== undefined && nodeOf(graph, inputs[fused.input] as NodeId).op === fused.producer.name;
}
