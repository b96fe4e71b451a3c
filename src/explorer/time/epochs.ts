import type { Graph, NodeId } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { compile } from "../../run/compile.ts";
import { adagrad } from "../../train/adagrad.ts";
import { adam } from "../../train/adam.ts";
import { fit } from "../../train/fit.ts";
import type { Optimizer } from "../../train/optimizer.ts";
import { rmsprop } from "../../train/rmsprop.ts";
import { sgd } from "../../train/sgd.ts";
import { trainStep } from "../../train/train-step.ts";

/** The optimisers of the book. */
export const optimizers = { sgd, adagrad, rmsprop, adam } as const;

/** How a page trains. */
export interface TrainingPlan {
  /** The scalar output that is minimised. */
  readonly minimize: string;
  readonly optimizer: keyof typeof optimizers;
  /** That of the optimiser where none is given. */
  readonly learningRate?: number;
  readonly epochs: number;
  /** Rows of a batch. Default: all, in their order, as the book trains. */
  readonly batchSize?: number;
  /** Of shuffling and dropout. Default 0. */
  readonly seed?: number;
}

type Arrays = Readonly<Record<NodeId, NdArray>>;

/** An epoch that has ended. */
export interface EndedEpoch {
  readonly epoch: number;
  readonly loss: number;
  /** Copies of the present parameters of the network. */
  parameters(): Record<NodeId, NdArray>;
}

/**
 * Trains a network from these parameters on the feeds, epoch by epoch, as `fit` does: same plan, same bits. Where no input has an axis of
 * samples, an epoch is a step. The thread is given back every 30 ms of work; a step that takes longer is not broken off.
 * Errors: those of fit and trainStep.
 */
export async function* epochsOf(
  graph: Graph,
  parameters: Arrays,
  feeds: Arrays,
  hasSamples: boolean,
  { minimize, optimizer, learningRate, epochs, batchSize, seed = 0 }: TrainingPlan,
  signal?: AbortSignal,
): AsyncGenerator<EndedEpoch> {
  const made: Optimizer = optimizers[optimizer](learningRate === undefined ? {} : { learningRate });
  const step = { minimize, optimizer: made, seed };
  if (hasSamples) {
    const whole = Math.max(...Object.values(feeds).map(({ shape }) => shape[0] ?? 1));
    const batches = batchSize === undefined ? { batchSize: whole, shuffle: false } : { batchSize };
    const data = feeds as Record<string, NdArray>;
    const training = fit(graph, { ...step, ...batches, data, epochs, initial: parameters, notices: false, ...(signal && { signal }) });
    for await (const { epoch, metrics } of training) {
      yield { epoch, loss: metrics[minimize] as number, parameters: () => training.network.parameters };
    }
    return;
  }
  const program = compile(trainStep(graph, step), { parameters });
  const own = Object.keys(graph.nodes).filter((id) => graph.nodes[id]?.op === "parameter");
  for (let epoch = 1; epoch <= epochs; epoch++) {
    signal?.throwIfAborted();
    const outputs = program.run(feeds as never, [minimize] as never) as unknown as Readonly<Record<string, NdArray>>;
    const after = (): Record<NodeId, NdArray> => {
      const all = program.parameters;
      return Object.fromEntries(own.map((id) => [id, all[id] as NdArray]));
    };
    yield { epoch, loss: outputs[minimize]?.data[0] as number, parameters: after };
  }
}
