import { checkGraph } from "../check-kind.ts";
import type { Graph, NodeId } from "../graph.ts";
import { nodeOf } from "../graph.ts";
import { isGraph } from "../is-graph.ts";
import { topologicalOrder } from "../walk.ts";
import { printNode } from "./print-node.ts";

/**
 * A graph as text, one line per node in topological order, then its outputs, its updates and what `gradients` has made; made for snapshots and diffs.
 *
 *     X = input : float32[batch, 2]
 *     dense1.weights = parameter randn(0.01) : float32[2, 3]
 *     dense1 = dense(X, dense1.weights) : float32[batch, 3]
 *     loss = crossentropy(p, y) {reduction: "mean"} : float32[]  # scope "Output layer"
 *     output loss = loss
 *     update w1 = sub3
 *     gradients of loss by w1
 *     ∂loss/∂p = d.p
 *     scan1.h = scan(h0, x) {body, result: "h", reverse: false, sequences: 1} : float32[8]
 *       h = input : float32[8]
 *       …
 *     scan1.all = scan(h0, x) {body, result: "all", reverse: false, sequences: 1} : float32[time, 8]
 *       body of scan1.h
 *
 * Different graphs print differently; lists of more than 16 numbers are told apart by a hash. Attributes are sorted by name.
 * GraphError on a cycle.
 */
export function print(graph: Graph): string {
  checkGraph("print", graph);
  const order = topologicalOrder(graph);
  const bodies: Record<string, NodeId> = {};
  const lines: string[] = [];
  for (const id of order) {
    const node = nodeOf(graph, id);
    const { body } = node.attrs;
    lines.push(printNode(id, node));
    if (!isGraph(body)) continue;
    const text = print(body).replace(/^/gm, "  ");
    bodies[text] ??= id;
    lines.push(bodies[text] === id ? text : `  body of ${bodies[text]}`);
  }
  const declared = order.filter((id) => nodeOf(graph, id).op === "input");
  if (!sameOrder(declared, graph.inputs)) lines.push(`inputs ${graph.inputs.join(", ")}`);
  for (const [name, id] of Object.entries(graph.outputs)) lines.push(`output ${name} = ${id}`);
  for (const [parameter, id] of Object.entries(graph.updates)) lines.push(`update ${parameter} = ${id}`);
  for (const { of, with: asked, cotangents } of graph.gradients ?? []) {
    lines.push(`gradients of ${of} by ${asked.join(", ")}`);
    for (const [id, cotangent] of Object.entries(cotangents)) lines.push(`∂${of}/∂${id} = ${cotangent}`);
  }
  return lines.join("\n");
}

const sameOrder = (a: readonly NodeId[], b: readonly NodeId[]): boolean => a.length === b.length && a.every((id, i) => id === b[i]);
