import { type Graph, type Node, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { Op } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { sameShape } from "../../graph/shape.ts";
import { consumers, topologicalOrder } from "../../graph/walk.ts";

/** A layer whose every unit reads all units before it, by the ids of its nodes. */
export interface DenseLayer {
  readonly id: NodeId;
  readonly weights: NodeId;
  readonly biases?: NodeId;
  readonly units: number;
  readonly inputs: number;
  /** What the next layer gets: behind the activation. */
  readonly value: NodeId;
  /** The op between; none of a linear layer. */
  readonly activation?: { readonly name: string };
}

/**
 * The layers of a network in their order, where it is a chain of them: each with the function that follows it, up to the next. Undefined for
 * any other network, which no picture of layers in a row can show.
 */
export function layersOf(graph: Graph): readonly DenseLayer[] | undefined {
  const [readers, ops] = [consumers(graph), opsOf(graph)];
  const layers: DenseLayer[] = [];
  for (const id of topologicalOrder(graph)) {
    const node = nodeOf(graph, id);
    const made = parametersOf(graph, node);
    if (made === undefined) continue;
    const before = layers.at(-1);
    const x = node.inputs[0] as NodeId;
    const isNext = before === undefined ? nodeOf(graph, x).op === "input" : x === before.value || passesOn(graph, x, before.value, ops);
    if (!isNext) return undefined;
    layers.push({ id, ...made, ...activated(graph, id, readers, ops) });
  }
  return layers.length === 0 ? undefined : layers;
}

/** The matrix, and perhaps the vector, of a node that takes rows of one width to rows of another. */
function parametersOf(graph: Graph, { inputs, shape }: Node): Pick<DenseLayer, "weights" | "biases" | "units" | "inputs"> | undefined {
  const [x, weights, biases] = inputs as readonly (NodeId | undefined)[];
  if (x === undefined || weights === undefined || shape.length !== 2) return undefined;
  const [rows, matrix] = [nodeOf(graph, x), nodeOf(graph, weights)];
  const [width, units] = matrix.shape;
  if (matrix.op !== "parameter" || matrix.shape.length !== 2 || rows.shape.at(-1) !== width || shape.at(-1) !== units) return undefined;
  return { weights, ...(biases !== undefined && { biases }), units: units as number, inputs: width as number };
}

/** Behind the function of one operand that follows, where there is one. */
function activated(
  graph: Graph,
  id: NodeId,
  readers: ReadonlyMap<NodeId, readonly NodeId[]>,
  ops: ReadonlyMap<string, Op>,
): Pick<DenseLayer, "value" | "activation"> {
  for (const reader of readers.get(id) ?? []) {
    const node = nodeOf(graph, reader);
    const op = ops.get(node.op);
    const isFunction = op !== undefined && node.inputs.length === 1 && sameShape(node.shape, nodeOf(graph, id).shape);
    if (!isFunction || onlyTrains(op) || (op.picture?.role ?? "function") !== "function") continue;
    return { value: reader, activation: { name: node.op } };
  }
  return { value: id };
}

/** What does something in a training step alone, as dropout, hands the values of a layer on. */
const passesOn = (graph: Graph, id: NodeId, value: NodeId, ops: ReadonlyMap<string, Op>): boolean => {
  const { op, inputs } = nodeOf(graph, id);
  return onlyTrains(ops.get(op)) && inputs[0] === value;
};

const onlyTrains = (op: Op | undefined): boolean => op !== undefined && "training" in op && op.training !== undefined;
