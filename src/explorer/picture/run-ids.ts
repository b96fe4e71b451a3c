import { type Graph, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { Keys } from "../../../graph/keys.ts";
import { topologicalOrder } from "../../../graph/walk.ts";

/**
 * Node of a drawn graph → the one of the graph as it runs that holds its value. A node of the declared graph has its own. What is written out in
 * another form than runs has one only where it is the same op of the same values: of a softmax that subtracts its maximum first, exp(z) of
 * the textbook never was.
 */
export function runIds(drawn: Graph, declared: Graph, run: Graph): Map<NodeId, NodeId> {
  const keys = new Keys();
  const constants = new Map<string, NodeId>();
  const constantKey = ({ attrs, shape, dtype }: Node): string => `${dtype} ${JSON.stringify(shape)} ${keys.keyOf(attrs)}`;
  for (const [id, node] of Object.entries(run.nodes)) if (node.op === "constant") constants.set(constantKey(node), id);
  let reads: ReadonlyMap<string, ReadonlySet<NodeId>> | undefined;
  const found = new Map<NodeId, NodeId>();
  for (const id of topologicalOrder(drawn)) {
    const node = nodeOf(drawn, id);
    if (node.op === "constant") {
      const same = Object.hasOwn(run.nodes, id) ? id : constants.get(constantKey(node));
      if (same !== undefined && constantKey(nodeOf(run, same)) === constantKey(node)) found.set(id, same);
      continue;
    }
    if (!Object.hasOwn(run.nodes, id)) continue;
    const other = nodeOf(run, id);
    const inputs = new Set(node.inputs.map((input) => found.get(input)));
    const isSame = (): boolean =>
      other.op === node.op &&
      keys.keyOf(other.attrs) === keys.keyOf(node.attrs) &&
      other.inputs.length === node.inputs.length &&
      node.inputs.every((input, i) => found.get(input) === other.inputs[i]);
    // What stays closed in what is written out has the value of its last part, if all of it is made of the same.
    const isWhole = (): boolean => {
      if (other.scope[node.scope.length] !== id) return false;
      reads ??= readsOfScopes(run);
      return [...(reads.get(id) ?? [])].every((input) => inputs.has(input) || nodeOf(run, input).op === "constant");
    };
    if (Object.hasOwn(declared.nodes, id) || isSame() || isWhole()) found.set(id, id);
  }
  return found;
}

/** Title of a scope → what its nodes read that is outside of it. */
function readsOfScopes(graph: Graph): Map<string, Set<NodeId>> {
  const reads = new Map<string, Set<NodeId>>();
  for (const { scope, inputs } of Object.values(graph.nodes)) {
    for (const title of scope) {
      const own = reads.get(title) ?? new Set();
      reads.set(title, own);
      for (const input of inputs) if (!nodeOf(graph, input).scope.includes(title)) own.add(input);
    }
  }
  return reads;
}
