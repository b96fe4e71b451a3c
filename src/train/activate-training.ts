import { canonicalOrder } from "../../graph/canonical-order.ts";
import { GraphError } from "../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { type AnyTensor, isPrimitive, type Op } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { lower } from "../passes/lower.ts";
import { rewrite } from "../passes/rewrite.ts";

export interface Randomness {
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
 * GraphError: a graph without its ops, or a `training` that leads back to its own op.
 */
export function activateTraining(graph: Graph<any, any>, { counter, seed }: Randomness): Graph {
  let firstStream = 0;
  let active: Graph = graph;
  for (let depth = 0; ; depth++) {
    const parts = lower(active, { keep: (op) => trainingOf(op) !== undefined || op.vjp !== undefined });
    const ops = opsOf(parts);
    const drawing = canonicalOrder(parts).filter((id) => trainingOf(ops.get(nodeOf(parts, id).op)) !== undefined);
    if (drawing.length === 0) return active;
    if (depth === deepest) {
      throw new GraphError(`trainStep: training forms may nest ${deepest} deep, got more; \`training\` must not lead back to its own op`, {
        code: "endless-definition",
      });
    }
    const streams = new Map(drawing.map((id, i) => [id, firstStream + i]));
    firstStream += drawing.length;
    active = rewrite(
      parts,
      ({ attrs }, op, id) => {
        const training = trainingOf(op);
        const stream = streams.get(id) as number;
        return training && ((inputs, builder) => training(inputs, attrs, { counter: builder.handle(counter) as AnyTensor, seed, stream }));
      },
      { order: countedOrder(parts, counter) },
    );
  }
}

const trainingOf = (op: Op | undefined) => (op === undefined || isPrimitive(op) ? undefined : op.training);

/** Inputs before users, and the counter, which a leaf may be declared after, before all. */
function countedOrder(graph: Graph, counter: NodeId): readonly NodeId[] {
  nodeOf(graph, counter);
  return [counter, ...topologicalOrder(graph).filter((id) => id !== counter)];
}
