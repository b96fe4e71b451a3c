import { FeedError, OpError } from "../../graph/errors.ts";
import { type Graph, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { type Random, random, randomFromState } from "../data/random.ts";
import type { RandomState } from "../data/random-state.ts";
import { type CompileOptions, compile } from "../run/compile.ts";
import type { Program } from "../run/program.ts";
import { type BatchOptions, batchesOf, checkedBatchSize } from "./batch-plan.ts";
import { type Columns, type Dataset, dataset, rowsOf, sliceRows } from "./dataset.ts";
import { type EarlyStopping, type EarlyStoppingOptions, startStopping, watch } from "./early-stopping.ts";
import { evaluate } from "./evaluate.ts";
import { finiteGuard } from "./finite-guard.ts";
import { MetricMeans, scalarOutputs } from "./metric-means.ts";
import { pacer } from "./pause.ts";
import { type TrainStepOptions, trainStep } from "./train-step.ts";
import { placed } from "./training-error.ts";
import { trainingRows } from "./validation-split.ts";

/** Batches that are made while training goes on: called once an epoch, each item a set of columns. */
export type BatchStream = () => AsyncIterable<Columns> | Iterable<Columns>;

export interface FitOptions extends TrainStepOptions, BatchOptions, Pick<CompileOptions, "random" | "backend"> {
  /** All rows, or a stream of batches. */
  readonly data: Columns | BatchStream;
  /** Passes over the data. Default 10. */
  readonly epochs?: number;
  /** Rows that are only measured: columns, or the share of the data's last rows to split off, as in Keras. */
  readonly validation?: Columns | number;
  /** Seed of the shuffling and of dropout. Default 0. */
  readonly seed?: number;
  readonly earlyStopping?: EarlyStoppingOptions;
  /** At the end, take back the parameters of the best epoch by `earlyStopping.metric`. Default false. */
  readonly restoreBest?: boolean;
  /** Stops between two batches: the iterator then throws the signal's reason, and the program keeps what it has learnt. */
  readonly signal?: AbortSignal;
  /** First values of parameters by id. */
  readonly initial?: CompileOptions["parameters"];
  /** Continue from what `Training.state` gave, bit for bit. */
  readonly from?: TrainingState;
  /** Called after each batch, for progress bars. */
  readonly onBatch?: (progress: BatchProgress) => void;
}

export interface BatchProgress {
  readonly epoch: number;
  readonly batch: number;
  /** Rows done in this epoch, and in all where that is known. */
  readonly rows: number;
  readonly totalRows: number | undefined;
}

/** What one epoch came to. */
export interface Epoch {
  /** From 1. */
  readonly epoch: number;
  /** Scalar outputs of the network, as means over the epoch's rows while the parameters changed. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The same over the validation rows, after the epoch. */
  readonly validation?: Readonly<Record<string, number>>;
  /** Rate of the epoch's last step. */
  readonly learningRate: number;
  readonly rows: number;
  readonly batches: number;
  readonly milliseconds: number;
  /** True on the last epoch where early stopping ended the training. */
  readonly stopped: boolean;
}

/** All that decides how training goes on, beside the data. Plain data and arrays: what a checkpoint holds. */
export interface TrainingState {
  /** Epochs done. */
  readonly epoch: number;
  readonly random: RandomState;
  readonly stopping: Readonly<EarlyStopping>;
  /** Parameters, optimiser state and step counter, by id. */
  readonly parameters: Readonly<Record<string, NdArray>>;
  /** Parameters of the best epoch, where they are kept. */
  readonly best?: Readonly<Record<string, NdArray>>;
}

/**
 * Trains a network, epoch by epoch:
 *
 *     const training = fit(network, { minimize: "loss", optimizer: adam(), data: { X, y }, epochs: 10 });
 *     for await (const { epoch, metrics } of training) console.log(epoch, metrics.loss);
 *     training.network.run({ X }, ["probabilities"]);
 *
 * Same seed, same bits. Errors: those of trainStep and of data that does not fit, at once; while training, FeedError with epoch
 * and batch for a label out of range or a loss or parameter that is not finite; parameters then are those of the step before.
 */
export function fit(network: Graph<any, any>, options: FitOptions): Training {
  return new Training(network, options);
}

/** A training under way. Iterating goes on from where it is; it can be iterated once. */
export class Training implements AsyncIterable<Epoch> {
  /** The training step. */
  readonly step: Program<any, any>;
  /** The network itself, over the same parameters: evaluate and predict with it. */
  readonly network: Program<any, any>;
  readonly #options: FitOptions;
  readonly #train: Dataset | BatchStream;
  readonly #validation: Columns | undefined;
  #random: Random;
  #stopping: EarlyStopping;
  #epoch: number;
  #best: Readonly<Record<string, NdArray>> | undefined;

  constructor(network: Graph<any, any>, options: FitOptions) {
    const { data, validation, epochs = 10, from } = options;
    if (!Number.isSafeInteger(epochs) || epochs < 1) {
      throw new OpError(`fit: epochs must be a whole number ≥ 1, got ${String(epochs)}; correct epochs`, {
        code: "bad-epochs",
        actual: String(epochs),
      });
    }
    const graph = trainStep(network, options);
    const compiling = { ...(options.ops && { ops: options.ops }), ...(options.backend && { backend: options.backend }) };
    this.step = compile(graph, {
      ...compiling,
      ...(options.random && { random: options.random }),
      ...(options.initial && { parameters: options.initial }),
    });
    this.network = compile(network, { ...compiling, sharing: this.step });
    this.#options = options;
    if (typeof data === "function") {
      if (typeof validation === "number") {
        throw new OpError("fit: a share for validation needs data in memory, got a stream; pass validation columns", {
          code: "bad-validation",
          actual: String(validation),
        });
      }
      this.#train = data;
      this.#validation = validation;
    } else {
      const all = dataset(graph, data);
      const rows = typeof validation === "number" ? trainingRows(all.rows, validation) : all.rows;
      this.#train = rows === all.rows ? all : dataset(graph, sliceRows(all, 0, rows));
      this.#validation = typeof validation === "number" ? sliceRows(all, rows, all.rows) : validation;
      checkedBatchSize(rows, options.batchSize);
    }
    this.#random = from ? randomFromState(from.random) : random(options.seed ?? 0);
    this.#stopping = from ? { ...from.stopping } : startStopping();
    this.#epoch = from?.epoch ?? 0;
    this.#best = from?.best;
    if (from) this.#continue(from);
  }

  #continue({ parameters }: TrainingState): void {
    for (const id of this.step.memory.keys()) {
      if (!Object.hasOwn(parameters, id)) {
        throw new FeedError(
          `fit: a state to continue from must hold "${id}", got none (node "${id}"); use the network and optimiser it was saved with`,
          {
            code: "other-training",
            node: id,
          },
        );
      }
    }
    this.step.setParameters(parameters);
  }

  /** Where training stands between two epochs; `from` continues there. */
  state(): TrainingState {
    return {
      epoch: this.#epoch,
      random: this.#random.state(),
      stopping: { ...this.#stopping },
      parameters: this.step.parameters,
      ...(this.#best && { best: this.#best }),
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Epoch, void, undefined> {
    const { epochs = 10, earlyStopping, restoreBest = false } = this.#options;
    while (this.#epoch < epochs) {
      const result = await this.#runEpoch();
      this.#epoch = result.epoch;
      const watched = earlyStopping && watch(this.#stopping, namedMetrics(result), earlyStopping);
      if (restoreBest && watched?.improved) this.#best = this.network.parameters;
      yield { ...result, stopped: watched?.stop ?? false };
      if (watched?.stop) break;
    }
    if (restoreBest && this.#best) this.network.setParameters(this.#best);
  }

  async #runEpoch(): Promise<Omit<Epoch, "stopped">> {
    const names = scalarOutputs(this.network.graph);
    const epoch = this.#epoch + 1;
    const means = new MetricMeans();
    const pace = pacer();
    const started = performance.now();
    let learningRate = 0;
    const totalRows = typeof this.#train === "function" ? undefined : this.#train.rows;
    for await (const { feeds, rows } of this.#batches()) {
      this.#options.signal?.throwIfAborted();
      const outputs = this.#runStep(feeds, names, epoch, means.batches + 1);
      learningRate = outputs.learningRate?.data[0] as number;
      means.add(outputs, names, rows);
      this.#options.onBatch?.({ epoch, batch: means.batches, rows: means.rows, totalRows });
      await pace();
    }
    if (means.batches === 0) {
      throw new FeedError(`fit: an epoch must have at least one batch, got none (epoch ${epoch}); feed some rows or keep the last batch`, {
        code: "no-rows",
      });
    }
    const validation = this.#validation && (await evaluate(this.network, this.#validation));
    const milliseconds = performance.now() - started;
    return {
      epoch,
      metrics: means.means(),
      ...(validation && { validation }),
      learningRate,
      rows: means.rows,
      batches: means.batches,
      milliseconds,
    };
  }

  #runStep(feeds: Columns, names: readonly string[], epoch: number, batch: number): Readonly<Record<string, NdArray>> {
    const guard = finiteGuard(this.#options.minimize);
    try {
      return this.step.run(feeds, [...names, "learningRate"], { copy: false, beforeUpdate: guard });
    } catch (error) {
      throw placed(error, epoch, batch, () => this.#findGuilty(feeds, names));
    }
  }

  /** Runs a failed step again, watching every node; it throws at the first value that is not finite and changes nothing. */
  #findGuilty(feeds: Columns, names: readonly string[]): void {
    const { ops, backend } = this.#options;
    const watching = compile(this.step.graph, { sharing: this.step, checkFinite: true, ...(ops && { ops }), ...(backend && { backend }) });
    const beforeUpdate = (): never => {
      throw new Error("internal: no node of a failed step is to blame");
    };
    watching.run(feeds, names, { copy: false, beforeUpdate });
  }

  async *#batches(): AsyncGenerator<{ readonly feeds: Columns; readonly rows: number }> {
    const train = this.#train;
    if (typeof train === "function") {
      for await (const feeds of train()) yield { feeds, rows: rowsIn(feeds, this.step.graph) };
      return;
    }
    const { shuffle = true } = this.#options;
    let reused: Record<string, NdArray> = {};
    for (const rows of batchesOf(train.rows, this.#options, this.#random)) {
      const whole = !shuffle && rows.length === train.rows;
      reused = whole ? sliceRows(train, 0, train.rows) : rowsOf(train, rows, reused);
      yield { feeds: reused, rows: rows.length };
    }
  }
}

/** Metrics by the names that early stopping knows: "loss", "validation.loss". */
const namedMetrics = ({ metrics, validation = {} }: Pick<Epoch, "metrics" | "validation">): Record<string, number> => ({
  ...metrics,
  ...Object.fromEntries(Object.entries(validation).map(([name, value]) => [`validation.${name}`, value])),
});

/** Rows of a batch from a stream: the length of its first column that has a batch axis. */
function rowsIn(feeds: Columns, graph: Graph): number {
  for (const [name, feed] of Object.entries(feeds)) {
    const shape = Object.hasOwn(graph.nodes, name) ? nodeOf(graph, name).shape : [];
    if (typeof shape[0] !== "string") continue;
    if (Array.isArray(feed)) return feed.length;
    if (ArrayBuffer.isView(feed))
      return (feed as Float32Array).length / shape.slice(1).reduce<number>((size, dim) => size * Number(dim), 1);
    return (feed as NdArray).shape[0] as number;
  }
  return 1;
}
