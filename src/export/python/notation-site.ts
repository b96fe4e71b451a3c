import { type Graph, type Node, nodeOf } from "../../../graph/graph.ts";
import type { NotationSite } from "../../../graph/notation.ts";

/** What a notation may know of a node: nothing is written under indices in Python. */
export function notationSite(graph: Graph, node: Node): NotationSite {
  const operands = node.inputs.map((input) => nodeOf(graph, input));
  return {
    index: "",
    bound: "",
    ranks: operands.map(({ shape }) => shape.length),
    dtypes: operands.map(({ dtype }) => dtype),
    shapes: operands.map(({ shape }) => shape),
  };
}
