import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { isLiteral, nameOf } from "./names.ts";
import { joined, type Sentence } from "./sentence.ts";

/** ", the same dense1.biases for every row": which operands are stretched to the shape of the result, and how. */
export function broadcastWords(
  graph: Graph,
  operands: readonly { readonly id: NodeId; readonly shape: readonly number[] }[],
  shape: readonly number[],
): Sentence {
  const said = operands.flatMap(({ id, shape: own }) => {
    const along = shape.flatMap((size, axis) => (size !== 1 && (own[axis - shape.length + own.length] ?? 1) === 1 ? [axis] : []));
    if (along.length === 0 || isLiteral(nodeOf(graph, id))) return [];
    return [joined(", the same ", nameOf(graph, id), ` ${stretch(along, shape)}`)];
  });
  return joined(...said);
}

/** Along which axes of a shape one number stands for all. */
function stretch(along: readonly number[], shape: readonly number[]): string {
  if (shape.every((size, axis) => size === 1 || along.includes(axis))) return "everywhere";
  if (along.length > 1) return `along axes ${along.join(" and ")}`;
  if (shape.length === 2) return along[0] === 0 ? "for every row" : "for every column";
  return along[0] === 0 ? "for every row" : `along axis ${along[0]}`;
}
