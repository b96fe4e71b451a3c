import { checkGraph } from "./check-kind.ts";
import { GraphError } from "./errors.ts";
import type { Graph, NodeId } from "./graph.ts";
import { isLeaf } from "./leaf.ts";
import { type Op, type OpSet, opSet } from "./op.ts";

/** The ops of a graph travel beside its data, so that JSON, printed text and comparisons see data alone. Copies of the graph object share its nodes. */
const carried = new WeakMap<Graph["nodes"], OpSet>();

/** From now on `nodes` carry these ops. What makes new nodes of a graph hands its ops on. */
export function carryOps(nodes: Graph["nodes"], ops: OpSet): void {
  carried.set(nodes, ops);
}

/** The ops that a graph carries, by name: those of its nodes at least. GraphError for a copy that has lost them. */
export function opsOf(graph: Graph<any, any>): OpSet {
  const ops = carried.get(graph?.nodes);
  if (ops !== undefined) return ops;
  throw new GraphError(
    "ops: a graph must carry its ops, got data without them (JSON, a structured clone, a copy of its nodes); make it a graph again with parse(data)",
    { code: "no-ops" },
  );
}

/** The definition of an op, undefined for leaves. GraphError when the set lacks it. */
export function opOf(name: string, id: NodeId, ops: OpSet): Op | undefined {
  if (isLeaf(name)) return undefined;
  const op = ops.get(name);
  if (op === undefined) {
    throw new GraphError(`ops: every op must be one that the graph carries, got "${name}" (node "${id}"); ${unknownOpCure(name)}`, {
      code: "unknown-op",
      node: id,
      actual: name,
    });
  }
  return op;
}

/** What to do where the ops lack one. */
export const unknownOpCure = (name: string): string => `name it: withOps(graph, ${/^\w{1,60}$/.test(name) ? name : "your"}Op)`;

/**
 * The graph, carrying further ops: for edits that name an op that it does not use yet.
 *
 *     edit(withOps(network, tanhOp), (draft) => { nodeOf(draft, "relu1").op = "tanh"; })
 *
 * GraphError when two different ops share a name.
 */
export function withOps<I, O>(graph: Graph<I, O>, ...ops: readonly (Op | OpSet)[]): Graph<I, O> {
  checkGraph("withOps", graph);
  const nodes = Object.freeze({ ...graph.nodes });
  carryOps(nodes, opSet(opsOf(graph), ...ops));
  return Object.freeze({ ...graph, nodes });
}
