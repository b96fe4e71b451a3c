import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isElementwise } from "../../../graph/op.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { sameShape } from "../../../graph/shape.ts";
import { topologicalOrder } from "../../../graph/walk.ts";

export interface Spine {
  /** The output at its end: the one that lies deepest, of equals the first. */
  readonly output: string;
  /** Its nodes, from an input to the output. */
  readonly nodes: readonly NodeId[];
}

/**
 * The path that a picture draws as a straight line: the longest way from an input to the main output.
 *
 * Only data counts; what is made of parameters alone joins from the side, and so does what is stretched to fit: of exp(x) ÷ Σ exp(x)
 * the line goes through exp(x).
 */
export function spineOf(graph: Graph): Spine {
  const ops = opsOf(graph);
  const depths = new Map<NodeId, number>();
  const next = new Map<NodeId, NodeId>();
  for (const id of topologicalOrder(graph)) {
    const { op, inputs, shape } = nodeOf(graph, id);
    if (op === "input") depths.set(id, 1);
    const data = inputs.filter((input) => depths.has(input));
    if (data.length === 0) continue;
    const made = data.filter((input) => nodeOf(graph, input).inputs.length > 0);
    const candidates = made.length > 0 ? made : data;
    const definition = ops.get(op);
    const stretches = definition !== undefined && isElementwise(definition);
    const straight = candidates.filter((input) => stretches && sameShape(nodeOf(graph, input).shape, shape));
    const from = deepest(straight.length > 0 ? straight : candidates, depths);
    next.set(id, from);
    depths.set(id, 1 + Math.max(...data.map((input) => depths.get(input) as number)));
  }
  const outputs = Object.entries(graph.outputs);
  const [output, last] = outputs.reduce((best, candidate) =>
    (depths.get(candidate[1]) ?? 0) > (depths.get(best[1]) ?? 0) ? candidate : best,
  );
  const nodes = [last];
  for (let id = next.get(last); id !== undefined; id = next.get(id)) nodes.push(id);
  return { output, nodes: nodes.reverse() };
}

/** Inputs before their users, but side inputs last: Graphviz then crosses fewer edges. */
export function drawingOrder(graph: Graph, spine: { has(id: NodeId): boolean }): NodeId[] {
  const order = topologicalOrder(graph);
  const isSide = (id: NodeId): boolean => nodeOf(graph, id).op === "input" && !spine.has(id);
  return [...order.filter((id) => !isSide(id)), ...order.filter(isSide)];
}

const deepest = (ids: readonly NodeId[], depths: ReadonlyMap<NodeId, number>): NodeId =>
  ids.reduce((best, id) => ((depths.get(id) as number) > (depths.get(best) as number) ? id : best));
