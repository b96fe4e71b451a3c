import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { type DisplayName, isNumbered, leafNames } from "../display-names.ts";
import { formOf } from "../form-of.ts";

/**
 * The heading of a node's box: "Dense 1" for a layer whose parameters are w₁ and b₁, "Softmax", "Dense · logits" for one that the
 * user named, "Custom" for an op without a title. `names` are those of the leaves.
 */
export function titlesOf(graph: Graph, names: ReadonlyMap<NodeId, DisplayName> = leafNames(graph)): (id: NodeId) => string {
  const ops = opsOf(graph);
  const numbers = layerNumbersOf(graph, names);
  return (id) => {
    const { op } = nodeOf(graph, id);
    const title = formOf(ops.get(op))?.picture.title ?? op.charAt(0).toUpperCase() + op.slice(1);
    if (!isNumbered(id, op)) return `${title} · ${id}`;
    const number = numbers(id);
    return number === undefined ? title : `${title} ${number}`;
  };
}

/** The number of a layer: the subscript that all its parameters share. */
export function layerNumbersOf(
  graph: Graph,
  names: ReadonlyMap<NodeId, DisplayName> = leafNames(graph),
): (id: NodeId) => number | undefined {
  return (id) => {
    const subscripts = new Set(nodeOf(graph, id).inputs.flatMap((input) => names.get(parameterOf(graph, input) ?? "")?.subscript ?? []));
    const [subscript = ""] = subscripts;
    return subscripts.size === 1 && /^\d+$/.test(subscript) ? Number(subscript) : undefined;
  };
}

/** The parameter that a node is, or that it is made of alone by one op, as the transpose of weights is. */
export function parameterOf(graph: Graph, id: NodeId): NodeId | undefined {
  const { op, inputs } = nodeOf(graph, id);
  if (op === "parameter") return id;
  return inputs.length === 1 && nodeOf(graph, inputs[0] as NodeId).op === "parameter" ? inputs[0] : undefined;
}
