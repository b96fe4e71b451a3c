import type { Graph, NodeId } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { type Random, random } from "../../data/random.ts";
import { compile } from "../../run/compile.ts";
import { adagrad } from "../../train/adagrad.ts";
import { adam } from "../../train/adam.ts";
import { batchesOf } from "../../train/batch-plan.ts";
import type { Optimizer } from "../../train/optimizer.ts";
import { rmsprop } from "../../train/rmsprop.ts";
import { sgd } from "../../train/sgd.ts";
import { trainStep } from "../../train/train-step.ts";
import { type Sampling, samplingOf } from "../samples.ts";
import { shortPortions } from "./turn.ts";

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
 * Trains a network from these parameters on the feeds, epoch by epoch: same plan, same bits as `fit`, without what fit has beside its batches,
 * which a page of one file would have to hold. Where no input has an axis of samples, an epoch is a step. The thread is given back every 10 ms
 * of work; a step that takes longer is not broken off. Errors: those of trainStep, and of a run.
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
  const program = compile(trainStep(graph, { minimize, optimizer: made, seed }), { parameters });
  const own = Object.keys(graph.nodes).filter((id) => graph.nodes[id]?.op === "parameter");
  const present = (): Record<NodeId, NdArray> => {
    const all = program.parameters;
    return Object.fromEntries(own.map((id) => [id, all[id] as NdArray]));
  };
  const sampling = hasSamples ? samplingOf(graph, feeds) : undefined;
  const order = random(seed);
  const pace = shortPortions();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let [sum, rows] = [0, 0];
    for (const batch of sampling === undefined || batchSize === undefined
      ? [{ feeds, rows: 1 }]
      : batchesIn(feeds, sampling, batchSize, order)) {
      signal?.throwIfAborted();
      const outputs = program.run(batch.feeds as never, [minimize] as never) as unknown as Readonly<Record<string, NdArray>>;
      sum += (outputs[minimize]?.data[0] as number) * batch.rows;
      rows += batch.rows;
      await pace();
    }
    yield { epoch, loss: sum / rows, parameters: present };
  }
}

interface Batch {
  readonly feeds: Arrays;
  readonly rows: number;
}

/** The batches of an epoch, in a new order. */
function* batchesIn(feeds: Arrays, { inputs, count }: Sampling, batchSize: number, order: Random): Generator<Batch> {
  for (const rows of batchesOf(count, { batchSize }, order)) {
    const those = [...rows];
    yield {
      rows: rows.length,
      feeds: Object.fromEntries(Object.entries(feeds).map(([id, value]) => [id, inputs.has(id) ? value.take(those) : value])),
    };
  }
}
