import { finish } from "../../graph/build.ts";
import { GraphBuilder } from "../../graph/builder.ts";
import { canonicalOrder } from "../../graph/canonical-order.ts";
import { GraphError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { type AnyTensor, type InTraining, isPrimitive, meaningOf, type Op, type Operands, type OpSet } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { inTraining } from "../../ops/in-training.ts";
import { lower, opOf } from "../passes/lower.ts";
import { vjpOf } from "../passes/vjp-of.ts";

export interface TrainingState {
  /** The node that counts the steps done before this one, a scalar. */
  readonly counter: NodeId;
  /** Start of all random numbers, 0 … 2³² − 1. */
  readonly seed: number;
}

const deepest = 64;

/**
 * The graph as it is inside a training step: ops that say so become what their `training` makes of them, under their own ids
 * (dropout1, its parts dropout1.randomUniform1). Each draws from a stream of its own, numbered in canonical order.
 *
 * A graph without such ops is returned as it is. In others, composites without a derivative of their own are written out first,
 * as differentiation would, so that a dropout inside of them is found.
 * GraphError: unknown op, or a `training` that leads back to its own op.
 */
export function activateTraining(graph: Graph, ops: OpSet, state: TrainingState): Graph {
  let stream = 0;
  let active = graph;
  for (let depth = 0; ; depth++) {
    const parts = lower(active, ops, { keep: (op) => isPrimitive(op) || trainingOf(op) !== undefined || vjpOf(op) !== undefined });
    const waiting = Object.entries(parts.nodes).filter(([id, node]) => trainingOf(opOf(node.op, id, ops)) !== undefined);
    if (waiting.length === 0) return active;
    if (depth === deepest) {
      throw new GraphError(`trainStep: training forms may nest ${deepest} deep, got more; \`training\` must not lead back to its own op`, {
        code: "endless-definition",
      });
    }
    active = activateOnce(parts, ops, state, stream);
    stream += waiting.length;
  }
}

/** As the op says itself, or as stands beside the op of dagrad that computes the same. */
const trainingOf = (op: Op | undefined): InTraining<any> | undefined =>
  op === undefined || isPrimitive(op) ? undefined : (op.training ?? inTraining.get(meaningOf(op)));

function activateOnce(graph: Graph, ops: OpSet, { counter, seed }: TrainingState, firstStream: number): Graph {
  const builder = new GraphBuilder({ has: (id) => Object.hasOwn(graph.nodes, id) });
  // Nodes keep their ids, but for an op that in training is a node of others, such as its input.
  const others = new Map<NodeId, NodeId>();
  const now = (id: NodeId): NodeId => others.get(id) ?? id;
  const trainingAt = (id: NodeId): InTraining<any> | undefined => trainingOf(opOf(nodeOf(graph, id).op, id, ops));
  const drawing = canonicalOrder(graph).filter((id) => trainingAt(id) !== undefined);
  const streams = new Map(drawing.map((id, i) => [id, firstStream + i]));
  for (const id of countedOrder(graph, counter)) {
    const node = nodeOf(graph, id);
    const inputs = node.inputs.map(now);
    const training = trainingAt(id);
    if (training === undefined) {
      builder.adopt(id, node, inputs);
      continue;
    }
    const handles = inputs.map((input) => builder.handle(input)) as unknown as Operands<AnyTensor>;
    const site = { counter: builder.handle(counter) as AnyTensor, seed, stream: streams.get(id) as number };
    const result = builder.expand(id, node.scope, () => training(handles, node.attrs, site) as Tensor);
    if (result.id !== id) others.set(id, result.id);
  }
  for (const [parameter, value] of Object.entries(graph.updates)) builder.updates.set(parameter, now(value));
  return finish(builder, graph.inputs, Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, now(id)])));
}

/** Inputs before users, and the counter, which a leaf may be declared after, before all. */
const countedOrder = (graph: Graph, counter: NodeId): readonly NodeId[] => {
  const order = topologicalOrder(graph);
  return [counter, ...order.filter((id) => id !== counter)];
};
