import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { consumers, topologicalOrder } from "../../graph/walk.ts";

/** A dense layer of a network, by the ids of its nodes. */
export interface DenseLayer {
  readonly id: NodeId;
  readonly weights: NodeId;
  readonly biases?: NodeId;
  readonly units: number;
  readonly inputs: number;
  /** What the next layer gets: behind the activation. */
  readonly value: NodeId;
  /** The ops between: "relu", "softmax"; none of a linear layer. */
  readonly activation?: string;
}

/**
 * The dense layers of a network in their order, where it is a chain of them: each with what follows it elementwise or by rows up to the
 * next. Undefined for any other network, which no picture of layers in a row can show.
 */
export function layersOf(graph: Graph): readonly DenseLayer[] | undefined {
  const readers = consumers(graph);
  const layers: DenseLayer[] = [];
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    if (node.op !== "dense") continue;
    const [x, weights, biases] = node.inputs as readonly [NodeId, NodeId, NodeId | undefined];
    if (nodeOf(graph, weights).op !== "parameter") return undefined;
    const before = layers.at(-1);
    if (before === undefined ? nodeOf(graph, x).op !== "input" : x !== before.value && !follows(graph, x, before.value)) return undefined;
    const [inputs, units] = nodeOf(graph, weights).shape as readonly [number, number];
    const { value, activation } = activated(graph, id, readers);
    layers.push({ id, weights, ...(biases && { biases }), units, inputs, value, ...(activation && { activation }) });
  }
  return layers.length === 0 ? undefined : layers;
}

const activationOps: ReadonlySet<string> = new Set(["relu", "tanh", "sigmoid", "leakyRelu", "elu", "softmax", "gelu", "silu", "softplus"]);

/** Behind the activation, where there is one; dropout does nothing where the network is looked at. */
function activated(
  graph: Graph,
  id: NodeId,
  readers: ReadonlyMap<NodeId, readonly NodeId[]>,
): { readonly value: NodeId; readonly activation?: string } {
  const next = (readers.get(id) ?? []).find((reader) => activationOps.has(nodeOf(graph, reader).op));
  return next === undefined ? { value: id } : { value: next, activation: nodeOf(graph, next).op };
}

const follows = (graph: Graph, id: NodeId, value: NodeId): boolean => {
  const { op, inputs } = nodeOf(graph, id);
  return op === "dropout" && inputs[0] === value;
};
