import { GraphError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { OpSet } from "../../graph/op.ts";
import { opOf } from "../../graph/ops-of.ts";
import { consumers } from "../../graph/walk.ts";

/** True for an op that has a derivative; leaves and ops such as argmax have none. */
export function passesOn(name: string, id: NodeId, ops: OpSet): boolean {
  const op = opOf(name, id, ops);
  return op !== undefined && ("together" in op || (op.vjp !== undefined && op.vjp !== "not-differentiable"));
}

/** The error that `loss` has no derivative by `id`, with a path between them that shows why. */
export function noGradient(graph: Graph, ops: OpSet, id: NodeId, loss: NodeId): GraphError {
  const path = pathBetween(graph, id, loss);
  const shown = showPath(path, (step) => step === id || passesOn(nodeOf(graph, step).op, step, ops), graph);
  return new GraphError(
    path.length === 0
      ? `gradients: "${loss}" must depend on "${id}", got no path between them (node "${id}"); leave it out of \`with\``
      : `gradients: "${loss}" must depend on "${id}" differentiably, got ${shown} (node "${id}"); leave it out of \`with\` or replace the op`,
    { code: "no-gradient", node: id, actual: shown },
  );
}

/** "x" → "argmax1" (argmax, not differentiable) → "mean1"; of a long path its ends and the first step that is not differentiable. */
function showPath(path: readonly NodeId[], passes: (id: NodeId) => boolean, graph: Graph): string {
  const obstacle = path.findIndex((step) => !passes(step));
  const kept = (i: number): boolean => path.length <= 12 || i < 4 || i >= path.length - 4 || Math.abs(i - obstacle) <= 1;
  const steps = path.flatMap((step, i) => {
    if (kept(i)) return [`"${step}"${passes(step) ? "" : ` (${nodeOf(graph, step).op}, not differentiable)`}`];
    return kept(i - 1) ? ["…"] : [];
  });
  return steps.join(" → ");
}

/** A shortest path of node ids, empty where there is none. */
function pathBetween(graph: Graph, from: NodeId, to: NodeId): NodeId[] {
  const users = consumers(graph);
  const before = new Map<NodeId, NodeId | undefined>([[from, undefined]]);
  const open = [from];
  for (let i = 0; i < open.length && !before.has(to); i++) {
    for (const user of users.get(open[i] as NodeId) ?? []) {
      if (before.has(user)) continue;
      before.set(user, open[i]);
      open.push(user);
    }
  }
  const path: NodeId[] = [];
  for (let id: NodeId | undefined = before.has(to) ? to : undefined; id !== undefined; id = before.get(id)) path.push(id);
  return path.reverse();
}
