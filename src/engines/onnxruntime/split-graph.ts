import { GraphError } from "../../../graph/errors.ts";
import { type Graph, graphFormat, type Node, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isLeaf } from "../../../graph/leaf.ts";
import { isPrimitive, type Kind, kindOf, type Op } from "../../../graph/op.ts";
import { carryOps, opOf, opsOf } from "../../../graph/ops-of.ts";
import { showType } from "../../../graph/shape.ts";
import { topologicalOrder } from "../../../graph/walk.ts";

/** A graph in parts: what dagrad computes itself before the runtime, what the runtime computes, and what dagrad computes of that. */
export interface Split {
  readonly before: Graph;
  /** What `before` has made are inputs of it. */
  readonly device: Graph;
  /** What the others have made are inputs of it. */
  readonly after: Graph;
}

/** True for a node that the runtime is to be spared. */
export type Spared = (op: Op, node: Node, inputs: readonly Node[]) => boolean;

/**
 * Splits a graph so that the runtime is spared some nodes, random numbers and those of a dtype that it lacks: counters, rates and what else
 * follows from the feeds and a few numbers come before, metrics and the like after. Outputs of the parts are called by the ids of their
 * nodes; new values of parameters are outputs of the first and the last, and updates of the other.
 * GraphError where that would be much work.
 */
export function splitGraph(graph: Graph, isSpared: Spared): Split {
  const ops = opsOf(graph);
  const nodeAt = (id: NodeId): Node => nodeOf(graph, id);
  const opAt = (id: NodeId): Op => opOf(nodeAt(id).op, id, ops) as Op;
  const order = topologicalOrder(graph).filter((id) => !isLeaf(nodeAt(id).op));
  const spared = new Set(order.filter((id) => isSpared(opAt(id), nodeAt(id), nodeAt(id).inputs.map(nodeAt))));
  const before = beforehand(graph, order, spared);
  const after = new Set<NodeId>();
  for (const id of order) {
    if (!before.has(id) && (spared.has(id) || nodeAt(id).inputs.some((input) => after.has(input)))) after.add(id);
  }
  for (const id of [...before, ...after]) if (!isCheap(opAt(id), nodeAt(id), nodeAt(id).inputs.map(nodeAt))) throw much(id, graph);
  const device = new Set(order.filter((id) => !before.has(id) && !after.has(id)));
  const readBy = (readers: ReadonlySet<NodeId>): Set<NodeId> => new Set([...readers].flatMap((id) => nodeAt(id).inputs));
  const results = new Set([...Object.values(graph.outputs), ...readBy(after)]);
  const here = new Set([...results, ...Object.values(graph.updates), ...readBy(device)]);
  const updates = Object.entries(graph.updates).filter(([, id]) => device.has(id));
  return {
    before: partOf(graph, before, here, []),
    device: partOf(graph, device, results, updates),
    after: partOf(graph, after, here, []),
  };
}

/** All of it here: the runtime computes nothing. */
export function keptHere(graph: Graph): Split {
  const nodes = new Set(Object.keys(graph.nodes).filter((id) => !isLeaf(nodeOf(graph, id).op)));
  const wanted = new Set([...Object.values(graph.outputs), ...Object.values(graph.updates)]);
  const nothing = partOf(graph, new Set(), wanted, []);
  return { before: partOf(graph, nodes, wanted, []), device: nothing, after: nothing };
}

/** Those of the spared nodes that follow from feeds and few numbers, with what leads to them. */
function beforehand(graph: Graph, order: readonly NodeId[], spared: ReadonlySet<NodeId>): Set<NodeId> {
  const known = new Set<NodeId>();
  const isKnown = (id: NodeId): boolean => {
    const node = nodeOf(graph, id);
    return isLeaf(node.op) ? node.op !== "parameter" || isSmall(node) : known.has(id);
  };
  for (const id of order) {
    const node = nodeOf(graph, id);
    if ((spared.has(id) || isSmall(node)) && node.inputs.every(isKnown)) known.add(id);
  }
  const needed = new Set<NodeId>();
  for (const id of order.toReversed()) {
    if (!known.has(id) || !(spared.has(id) || needed.has(id))) continue;
    needed.add(id);
    for (const input of nodeOf(graph, id).inputs) if (known.has(input)) needed.add(input);
  }
  return needed;
}

/** So many elements cost nothing, wherever they are computed: counters of steps, rates. */
const few = 16;
const isSmall = ({ shape }: Node): boolean =>
  shape.every((dim) => typeof dim === "number") && shape.reduce((a: number, dim) => a * (dim as number), 1) <= few;

/** What takes about as long as looking at each element once. */
const cheap: readonly Kind[] = ["scalar", "reduce", "move", "view", "random", "known"];

const isCheap = (op: Op, node: Node, inputs: readonly Node[]): boolean =>
  isPrimitive(op) && (cheap.includes(kindOf(op)) || [node, ...inputs].every(isSmall));

/** The nodes as a graph of their own: what they read of others is an input. */
function partOf(
  graph: Graph,
  ids: ReadonlySet<NodeId>,
  wanted: ReadonlySet<NodeId>,
  updates: readonly (readonly [NodeId, NodeId])[],
): Graph {
  const nodes: Record<NodeId, Node> = {};
  const inputs: NodeId[] = [];
  const leaf = (id: NodeId): void => {
    if (Object.hasOwn(nodes, id) || ids.has(id)) return;
    const node = nodeOf(graph, id);
    const isHeld = node.op === "parameter" || node.op === "constant";
    nodes[id] = isHeld ? node : Object.freeze({ ...node, op: "input", inputs: [], attrs: {} });
    if (!isHeld) inputs.push(id);
  };
  for (const id of ids) for (const input of nodeOf(graph, id).inputs) leaf(input);
  for (const [parameter] of updates) leaf(parameter);
  for (const id of ids) nodes[id] = nodeOf(graph, id);
  carryOps(Object.freeze(nodes), opsOf(graph));
  const outputs = Object.fromEntries([...ids].filter((id) => wanted.has(id)).map((id) => [id, id]));
  return Object.freeze({ format: graphFormat, nodes, inputs, outputs, updates: Object.fromEntries(updates) });
}

const much = (id: NodeId, graph: Graph): GraphError => {
  const node = nodeOf(graph, id);
  return new GraphError(
    `onnxruntime: the runtime must have the dtypes of large values, got ${node.op} of ${showType(node)}, of which this build of it has none (node "${id}"); use float32, a build that has it (onnxruntime-web/wasm), or compile with { backend: wasm() }`,
    { code: "engine-dtype", node: id, expected: "dtypes that the runtime has", actual: showType(node) },
  );
};
