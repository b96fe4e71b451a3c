import { checkGraph, checkKind } from "./check-kind.ts";
import { GraphError } from "./errors.ts";
import { type Graph, type NodeId, nodeOf } from "./graph.ts";

/** The orders of nodes that cannot change any more: checking, lowering and planning a large graph ask for the same one. */
const orders = new WeakMap<Graph["nodes"], readonly NodeId[]>();

/** Frozen nodes that were declared after their inputs, as a builder declares them, need not be sorted. */
export function rememberOrder(nodes: Graph["nodes"], order: readonly NodeId[]): void {
  orders.set(nodes, order);
}

/**
 * The nodes so that inputs come before their users; of nodes that are free to choose, the one declared first.
 * Near-linear in nodes and edges, without recursion. GraphError names the nodes of a cycle.
 */
export function topologicalOrder(graph: Graph): NodeId[] {
  checkGraph("topologicalOrder", graph);
  const known = orders.get(graph.nodes);
  if (known !== undefined) return known.slice();
  const order = sorted(graph);
  if (Object.isFrozen(graph.nodes)) orders.set(graph.nodes, order.slice());
  return order;
}

function sorted(graph: Graph): NodeId[] {
  const ids = Object.keys(graph.nodes) as NodeId[];
  if (isOrdered(graph, ids)) return ids;
  const position = new Map(ids.map((id, i) => [id, i]));
  const users = consumers(graph);
  const waiting = new Map(ids.map((id) => [id, new Set(nodeOf(graph, id).inputs).size]));
  const ready = new Heap();
  for (const [i, id] of ids.entries()) if (waiting.get(id) === 0) ready.push(i);
  const order: NodeId[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const id = ids[next] as NodeId;
    order.push(id);
    for (const user of users.get(id) ?? []) {
      const left = (waiting.get(user) as number) - 1;
      waiting.set(user, left);
      if (left === 0) ready.push(position.get(user) as number);
    }
  }
  if (order.length < ids.length) throw cycleError(graph, new Set(order));
  return order;
}

function isOrdered(graph: Graph, ids: readonly NodeId[]): boolean {
  const before = new Set<NodeId>();
  for (const id of ids) {
    for (const input of nodeOf(graph, id).inputs) if (!before.has(input)) return false;
    before.add(id);
  }
  return true;
}

function cycleError(graph: Graph, done: ReadonlySet<NodeId>): GraphError {
  let id = (Object.keys(graph.nodes) as NodeId[]).find((candidate) => !done.has(candidate)) as NodeId;
  const path: NodeId[] = [];
  const seen = new Map<NodeId, number>();
  while (!seen.has(id)) {
    seen.set(id, path.length);
    path.push(id);
    const next = nodeOf(graph, id).inputs.find((input) => !done.has(input));
    if (next === undefined) break;
    id = next;
  }
  const cycle = path.slice(seen.get(id));
  const shown = [...cycle.slice(0, 8).map((node) => `"${node}"`), ...(cycle.length > 8 ? ["…"] : []), `"${cycle[0]}"`].join(" ← ");
  return new GraphError(`graph: nodes must not depend on themselves, got the cycle ${shown}; cut one of these edges`, {
    code: "cycle",
    node: cycle[0] as string,
    actual: shown,
  });
}

/** Node → the nodes that take it as an input, each once, in order of declaration. */
export function consumers(graph: Graph): Map<NodeId, NodeId[]> {
  checkGraph("consumers", graph);
  const users = new Map<NodeId, NodeId[]>();
  for (const [id, node] of Object.entries(graph.nodes)) {
    for (const input of new Set(node.inputs)) {
      const list = users.get(input);
      if (list) list.push(id);
      else users.set(input, [id]);
    }
  }
  return users;
}

/** The given nodes and all that they are made of. */
export function ancestors(graph: Graph, of: Iterable<NodeId>): Set<NodeId> {
  checkGraph("ancestors", graph);
  checkKind(typeof of === "object" && Symbol.iterator in Object(of), "ancestors", "of", "a list of ids", of, "put ids into a list");
  const found = new Set<NodeId>(of);
  const open = [...found];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const input of nodeOf(graph, id).inputs) {
      if (!found.has(input)) {
        found.add(input);
        open.push(input);
      }
    }
  }
  return found;
}

/** Smallest number first. */
class Heap {
  readonly #items: number[] = [];
  push(item: number): void {
    const items = this.#items;
    let i = items.push(item) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((items[parent] as number) <= item) break;
      items[i] = items[parent] as number;
      i = parent;
    }
    items[i] = item;
  }
  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    let i = 0;
    for (let child = 1; child < items.length; child = 2 * i + 1) {
      if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number)) child++;
      if ((items[child] as number) >= last) break;
      items[i] = items[child] as number;
      i = child;
    }
    items[i] = last;
    return top;
  }
}
