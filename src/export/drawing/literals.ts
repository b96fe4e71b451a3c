import { type AttrValue, type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import type { OpSet } from "../../../graph/op.ts";
import { consumers } from "../../../graph/walk.ts";
import { formOf } from "../form-of.ts";
import { plainText } from "../text.ts";

/** The number that a scalar constant is, as text. */
export function literalText(graph: Graph, id: NodeId): string | undefined {
  const { op, shape, attrs } = nodeOf(graph, id);
  return op === "constant" && shape.length === 0 ? plainText.number((attrs.value as readonly AttrValue[])[0] as AttrValue).text : undefined;
}

/** Scalar constants that all their users show in their own labels. */
export function shownLiterals(graph: Graph, ops: OpSet): Set<NodeId> {
  const users = consumers(graph);
  const outputs = new Set(Object.values(graph.outputs));
  const shows = (id: NodeId): boolean => typeof formOf(ops.get(nodeOf(graph, id).op))?.picture.label === "function";
  return new Set(
    Object.keys(graph.nodes).filter((id) => literalText(graph, id) !== undefined && !outputs.has(id) && (users.get(id) ?? []).every(shows)),
  );
}
