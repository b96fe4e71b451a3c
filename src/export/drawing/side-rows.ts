import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { consumers } from "../../../graph/walk.ts";
import { parameterOf } from "./titles.ts";

/**
 * What stands beside its user instead of above it: of each drawn node one operand that is a leaf, or made of one parameter alone,
 * and is used nowhere else. Rows in the order of the flow: w₁, ᵀ, ·
 */
export function sideRows(graph: Graph, drawn: readonly NodeId[], spine: { has(id: NodeId): boolean }): NodeId[][] {
  const users = consumers(graph);
  const isDrawn = new Set(drawn);
  const isSingle = (id: NodeId): boolean => isDrawn.has(id) && !spine.has(id) && users.get(id)?.length === 1;
  const isSide = (id: NodeId): boolean => {
    const parameter = parameterOf(graph, id);
    return isSingle(id) && (nodeOf(graph, id).inputs.length === 0 || (parameter !== undefined && isSingle(parameter)));
  };
  const rows: NodeId[][] = [];
  for (const id of drawn) {
    const { inputs } = nodeOf(graph, id);
    // The row of the user of ᵀ takes its parameter in.
    if (isSide(id)) continue;
    const sides = inputs.filter(isSide);
    const side = sides.find((input) => nodeOf(graph, input).op !== "input") ?? sides[0];
    if (side !== undefined) rows.push([...nodeOf(graph, side).inputs, side, id]);
  }
  return rows;
}
