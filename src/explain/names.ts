import { type Differentiation, type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import { ancestors, topologicalOrder } from "../../graph/walk.ts";
import { literalOf } from "../export/literal.ts";
import { showNumber } from "../export/text.ts";
import type { Part } from "./sentence.ts";

/** Which nodes of a graph are gradients, and of what. */
export interface Backward {
  /** What only gradients are made of: not one of them is needed by what was differentiated. */
  readonly nodes: ReadonlySet<NodeId>;
  /** A node that is a gradient → that of which it is one, and by which. */
  readonly gradients: ReadonlyMap<NodeId, { readonly of: NodeId; readonly by: NodeId }>;
}

const known = new WeakMap<Graph["nodes"], Backward>();

/** What the derivatives of a graph have made. Kept for graphs that were asked before. */
export function backwardOf(graph: Graph): Backward {
  const before = known.get(graph.nodes);
  if (before !== undefined) return before;
  const nodes = new Set<NodeId>();
  const gradients = new Map<NodeId, { of: NodeId; by: NodeId }>();
  for (const one of graph.gradients ?? []) addBackward(graph, one, nodes, gradients);
  const made = { nodes, gradients };
  known.set(graph.nodes, made);
  return made;
}

function addBackward(
  graph: Graph,
  { of, cotangents }: Differentiation,
  nodes: Set<NodeId>,
  gradients: Map<NodeId, { of: NodeId; by: NodeId }>,
): void {
  const forward = ancestors(graph, [of]);
  for (const id of ancestors(graph, Object.values(cotangents))) if (!forward.has(id)) nodes.add(id);
  // One may be the gradient by several nodes: it is called after that which the others pass it on to, the one nearest to the end.
  for (const by of topologicalOrder(graph)) {
    if (!Object.hasOwn(cotangents, by)) continue;
    const cotangent = cotangents[by] as NodeId;
    if (!forward.has(cotangent)) gradients.set(cotangent, { of, by });
  }
}

/** The output that a node is, else its id. */
const outputName = ({ outputs }: Graph, id: NodeId): string => Object.keys(outputs).find((name) => outputs[name] === id) ?? id;

/** What a sentence calls a node: its number where it is one, "∂loss/∂dense1" where it is a gradient, else its id. */
export function nameOf(graph: Graph, id: NodeId): Part {
  const literal = literalOf(nodeOf(graph, id));
  if (literal !== undefined) return { kind: "node", text: showNumber(literal), node: id };
  const gradient = backwardOf(graph).gradients.get(id);
  return gradient === undefined ? { kind: "node", text: id, node: id } : gradientName(graph, gradient.of, gradient.by, id);
}

/** ∂loss/∂dense1, which is the node `id`. */
export const gradientName = (graph: Graph, of: NodeId, by: NodeId, id: NodeId): Part => ({
  kind: "node",
  text: `∂${outputName(graph, of)}/∂${by}`,
  node: id,
  gradientOf: by,
});

/** True for a scalar constant, which is written as its number. */
export const isLiteral = (node: Node): boolean => literalOf(node) !== undefined;
