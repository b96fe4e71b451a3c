import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { OpSet } from "../../graph/op.ts";
import { isNumbered, layerNumbers } from "./display-names.ts";

/**
 * The heading of a node's box: "Dense 1" for the first layer that has parameters of its own, "Softmax", "Dense · logits" for one
 * that the user named, "Custom" for an op without a title.
 */
export function titlesOf(graph: Graph, ops: OpSet): (id: NodeId) => string {
  const layers = layerNumbers(graph);
  return (id) => {
    const { op } = nodeOf(graph, id);
    const title = ops.get(op)?.picture.title ?? op.charAt(0).toUpperCase() + op.slice(1);
    if (!isNumbered(id, op)) return `${title} · ${id}`;
    const layer = layers.get(id);
    return layer === undefined ? title : `${title} ${layer}`;
  };
}
