import { FeedError, OpError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { reference } from "../backends/reference/reference.ts";
import { type Random, random, randomFromState } from "../data/random.ts";
import { programOf } from "../run/compile.ts";
import type { Program, RunOptions } from "../run/program.ts";
import { Turns } from "../run/turns.ts";
import { type BatchOptions, batchesOf, checkedBatchSize } from "./batch-plan.ts";
import { type BatchStream, streamed } from "./batch-stream.ts";
import { betterOf } from "./better.ts";
import { checkedEpochs, checkFitOptions } from "./check-fit-options.ts";
import { type Batch, type Columns, type Dataset, placeIn, rowsOf, sampleOf, sliceRows, slices } from "./dataset.ts";
import { checkStopping, type EarlyStopping, type EarlyStoppingRule, startStopping, watch } from "./early-stopping.ts";
import { measure } from "./evaluate.ts";
import { faintSignal } from "./faint-signal.ts";
import { finiteGuard } from "./finite-guard.ts";
import type { Epoch, FitOptions } from "./fit-options.ts";
import { type Metrics, type ScalarNames, scalarOutputs } from "./metrics.ts";
import { notifier } from "./notices.ts";
import { type OverRows, overRows } from "./over-rows.ts";
import { pacer } from "./pause.ts";
import { signalOf } from "./signal.ts";
import { startFrom } from "./start-from.ts";
import { stepOf } from "./train-step.ts";
import { trainingData } from "./training-data.ts";
import { placed } from "./training-error.ts";
import { bestOf, namedMetrics, type TrainingHistory } from "./training-history.ts";
import { type Checkpoint, checkResumable, Mark, type TrainingState } from "./training-state.ts";

/** Rows of validation data that are run at once. */
const validationRows = 1024;
/** Rows that tell whether a signal comes through: of a large network fewer do, as there are many units, and each costs more. */
const heardRows = (weights: number): number => Math.min(64, Math.max(16, Math.floor(4e6 / weights)));

/**
 * A training under way. Iterating goes on from where it is; awaiting trains to the end. What neither iterates nor awaits trains nothing.
 *
 * It can be awaited, so a promise of it is one of its history: an async function that returns a training, or a promise that is resolved
 * with one, trains it to the end.
 */
export class Training<I = unknown, O = unknown>
  implements AsyncIterable<Epoch<ScalarNames<O>>>, PromiseLike<TrainingHistory<I, O, ScalarNames<O>>>
{
  /** The training step. */
  readonly step: Program<any, any>;
  /** The network itself, over the same parameters: evaluate and predict with it. */
  readonly network: Program<I, O>;
  readonly #options: FitOptions<I, O, any, any>;
  readonly #epochs: number;
  /** How the metrics of an epoch come from those of its batches, and so of the validation data. */
  readonly #training: OverRows;
  readonly #validating: OverRows;
  readonly #train: Dataset | BatchStream;
  readonly #validation: Dataset | BatchStream | undefined;
  readonly #splitSeed: number | undefined;
  readonly #notify: (text: string) => void;
  readonly #mark: Mark;
  readonly #rule: EarlyStoppingRule | undefined;
  /** What tells the best epoch, whether or not it stops the training. */
  readonly #judge: EarlyStoppingRule;
  readonly #guard: NonNullable<RunOptions["beforeUpdate"]>;
  #random: Random;
  #stopping: EarlyStopping;
  #epoch = 0;
  readonly #epochsDone: Epoch<ScalarNames<O>>[] = [];
  #stopped = false;
  #end: Promise<TrainingHistory<I, O, ScalarNames<O>>> | undefined;
  #best: Readonly<Record<string, NdArray>> | undefined;
  /** A loop and an await at the same time share the epochs out: one runs at a time. */
  readonly #turns = new Turns();
  #isFirst: boolean;
  /** The last batch of the first epoch. */
  #streamed: Columns | undefined;
  /** True from the start of an epoch to its end; stays true where the epoch is broken off. */
  #midway = false;

  /** One for all epochs: short ones must give way to others too. */
  readonly #pace = pacer();

  /** `made` is the training step where there is one already: in a worker, which cannot be sent an optimiser. */
  constructor(network: Graph<I, O>, options: FitOptions<I, O, any, any>, made?: Graph<any, any>) {
    checkFitOptions(network, options);
    const { epochs = 10, earlyStopping, minimize, seed = 0, notices = true } = options;
    const start = startFrom(options);
    this.#notify = notifier(notices);
    this.#options = options;
    // What goes on was heard before.
    this.#isFirst = start.state === undefined;
    this.#epochs = checkedEpochs(epochs);
    this.#guard = finiteGuard(minimize);
    const graph = made ?? stepOf("fit", network, options);
    const compiling = { ...(options.backend && { backend: options.backend }) };
    this.step = programOf(graph, {
      ...compiling,
      ...(options.random && { random: options.random }),
      ...(start.initial && { parameters: start.initial }),
    });
    this.network = programOf(network, { ...compiling, sharing: this.step });
    const { train, validation, splitSeed, notice } = trainingData(graph, this.#measured(), options, start.state?.splitSeed ?? seed);
    [this.#train, this.#validation, this.#splitSeed] = [train, validation, splitSeed];
    if (notice !== undefined) this.#notify(notice);
    const metrics = scalarOutputs(network);
    const merging = { several: severalBatches(this.#train, options), also: ["learningRate"], network: this.network };
    this.#training = overRows(this.step, metrics, merging);
    this.#validating = overRows(this.network, metrics, { several: moreThan(this.#validation, validationRows) });
    if (typeof this.#train !== "function") this.#training.check("fit");
    if (typeof this.#validation !== "function") this.#validating.check("fit: validation");
    const watched = [...metrics, ...(this.#validation ? metrics.map((name) => `validation.${name}`) : [])];
    if (earlyStopping) {
      this.#rule = checkStopping(earlyStopping, watched, (metric) => betterOf(network, minimize, metric));
    } else if (options.restoreBest) {
      throw new OpError("fit: restoreBest needs earlyStopping, got none; name the metric that tells the best epoch", { code: "no-metric" });
    }
    this.#judge = this.#rule ?? { metric: this.#validation ? `validation.${minimize}` : minimize, mode: "min" };
    this.#random = random(seed);
    this.#stopping = startStopping();
    if (start.state) this.goOnFrom(start.state, start.step);
    this.#mark = new Mark(this.step.memory, this.#random);
  }

  /** The inputs that the metrics depend on, and so what is minimised: all that the data must have. */
  #measured(): readonly string[] {
    return this.network.inputsOf(scalarOutputs(this.network.graph));
  }

  protected goOnFrom(state: TrainingState, saved?: Graph): void {
    checkResumable(this.step.graph, this.step.memory, state, saved);
    this.#random = randomFromState(state.random);
    this.#stopping = { ...state.stopping };
    this.#epoch = state.epoch;
    this.#best = state.best;
    // The best first: that they fit is checked, and the others take their place.
    if (state.best) this.network.setParameters(state.best);
    this.step.setParameters(state.parameters);
  }

  /**
   * Where training stands; `from` continues there, bit for bit. Where an epoch was broken off, by a signal or an error, it is the state
   * before that epoch, which is then done again.
   */
  state(): TrainingState {
    return {
      epoch: this.#epoch,
      random: this.#midway ? this.#mark.random : this.#random.state(),
      stopping: { ...this.#stopping },
      parameters: this.#midway ? this.#mark.parameters : this.step.parameters,
      ...(this.#splitSeed !== undefined && { splitSeed: this.#splitSeed }),
      ...(this.#best && { best: this.#best }),
    };
  }

  /** What `saveCheckpoint` and `toCheckpoint` take: the training step's graph and the state. */
  checkpoint(): Checkpoint {
    return { graph: this.step.graph, state: this.state() };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Epoch<ScalarNames<O>>, void, undefined> {
    for (;;) {
      const epoch = await this.#turns.take(() => this.#next());
      if (epoch === undefined) break;
      yield epoch;
    }
    if (this.#options.restoreBest && this.#best) this.network.setParameters(this.#best);
  }

  /** The next epoch, if there is one. */
  async #next(): Promise<Epoch<ScalarNames<O>> | undefined> {
    if (this.#stopped || this.#epoch >= this.#epochs) return undefined;
    const epoch = await this.trainEpoch();
    this.#stopped = epoch.stopped;
    this.#epochsDone.push(epoch);
    return epoch;
  }

  /** One epoch, after which `state` is that behind it. A worker may do it instead. */
  protected async trainEpoch(): Promise<Epoch<ScalarNames<O>>> {
    await this.#mark.renew(this.#random);
    this.#midway = true;
    const result = await this.#runEpoch();
    // Now `state` and the caller see the parameters, wherever they were trained.
    await this.step.read();
    const watched = this.#rule && watch(this.#stopping, namedMetrics(result), this.#rule);
    if (this.#options.restoreBest && watched?.improved) this.#best = this.network.parameters;
    if (this.#isFirst) this.#listen();
    this.#isFirst = false;
    this.#epoch = result.epoch;
    this.#midway = false;
    return { ...result, stopped: watched?.stop ?? false };
  }

  /** Trains to the end: `await training`. Rejects with what a loop over the epochs would throw, the reason of an aborted signal, too. */
  // biome-ignore lint/suspicious/noThenProperty: to be awaited is what it is for
  then<A = TrainingHistory<I, O, ScalarNames<O>>, B = never>(
    done?: ((history: TrainingHistory<I, O, ScalarNames<O>>) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#end ??= this.#toEnd().catch((error) => {
      this.#end = undefined;
      throw error;
    });
    return this.#end.then(done, failed);
  }

  catch<B = never>(failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<TrainingHistory<I, O, ScalarNames<O>> | B> {
    return this.then(undefined, failed);
  }

  finally(ended?: (() => void) | null): Promise<TrainingHistory<I, O, ScalarNames<O>>> {
    return this.then().finally(ended);
  }

  async #toEnd(): Promise<TrainingHistory<I, O, ScalarNames<O>>> {
    for await (const { epoch: _ } of this);
    return {
      epochs: [...this.#epochsDone],
      best: bestOf(this.#epochsDone, this.#judge),
      bestBy: this.#judge.metric as ScalarNames<O>,
      stoppedBy: this.#stopped ? "early stopping" : "epochs",
      network: this.network,
      step: this.step,
    };
  }

  /** Says after the first epoch where hardly a signal comes through the network. */
  #listen(): void {
    if (this.#options.notices === false) return;
    const weights = [...this.network.memory.values()].reduce((sum, { data }) => sum + data.length, 1);
    const feeds = typeof this.#train === "function" ? this.#streamed : sampleOf(this.#train, heardRows(weights));
    const signal = feeds && signalOf(this.network.graph, this.step, this.#options.minimize, feeds);
    const text = signal && faintSignal(signal);
    if (text !== undefined) this.#notify(text);
  }

  async #runEpoch(): Promise<Omit<Epoch, "stopped">> {
    const epoch = this.#epoch + 1;
    const measured = this.#training.start("fit");
    const started = performance.now();
    let learningRate = 0;
    const totalRows = typeof this.#train === "function" ? undefined : this.#train.rows;
    for await (const batch of this.#batches()) {
      const { feeds, rows } = batch;
      if (this.#isFirst) this.#streamed = feeds;
      this.#options.signal?.throwIfAborted();
      const step = this.#runStep(batch, `fit: epoch ${epoch}, batch ${measured.batches + 1}`);
      const outputs = step instanceof Promise ? await step : step;
      learningRate = outputs.learningRate?.data[0] as number;
      measured.add(outputs, rows, () => this.#training.program.plan(feeds, this.#training.fetch).binding);
      this.#options.onBatch?.({ epoch, batch: measured.batches, rows: measured.rows, totalRows });
      const pause = this.#pace();
      if (pause !== undefined) await pause;
    }
    if (measured.batches === 0) {
      throw new FeedError(`fit: an epoch must have at least one batch, got none (epoch ${epoch}); feed some rows or keep the last batch`, {
        code: "no-rows",
      });
    }
    const validation = await this.#validate(epoch);
    const milliseconds = performance.now() - started;
    return {
      epoch,
      metrics: measured.values(),
      ...(validation && { validation }),
      learningRate,
      rows: measured.rows,
      batches: measured.batches,
      milliseconds,
    };
  }

  async #validate(epoch: number): Promise<Metrics | undefined> {
    const data = this.#validation;
    if (data === undefined) return undefined;
    const batches = typeof data === "function" ? streamed(data, this.network.graph, "fit: validation") : slices(data, validationRows);
    return measure(this.#validating, batches, "fit: validation", `fit: epoch ${epoch}, validation, `);
  }

  /** A promise only where the step takes its time. */
  #runStep(batch: Batch, where: string): Outputs | Promise<Outputs> {
    const { program, fetch } = this.#training;
    const failed = async (error: unknown): Promise<never> => {
      await this.step.read();
      throw placed(error, where, batch, () => this.#findGuilty(batch.feeds));
    };
    try {
      const outputs = program.runSoon(batch.feeds, fetch, { copy: false, beforeUpdate: this.#guard });
      return outputs instanceof Promise ? outputs.catch(failed) : outputs;
    } catch (error) {
      return failed(error);
    }
  }

  /** Runs a failed step again, watching every node; it throws at the first value that is not finite and changes nothing. */
  #findGuilty(feeds: Columns): void {
    const { backend } = this.#options;
    const watching = programOf(this.step.graph, {
      sharing: this.step,
      checkFinite: true,
      ...(this.step.isAsync ? { backend: reference } : backend && { backend }),
    });
    const beforeUpdate = (): never => {
      throw new Error("internal: no node of a failed step is to blame");
    };
    watching.run(feeds, scalarOutputs(this.network.graph), { copy: false, beforeUpdate });
  }

  async *#batches(): AsyncGenerator<Batch> {
    const train = this.#train;
    if (typeof train === "function") {
      yield* streamed(train, this.step.graph, "fit");
      return;
    }
    const { shuffle = true } = this.#options;
    let reused: Record<string, NdArray> = {};
    for (const rows of batchesOf(train.rows, this.#options, this.#random)) {
      const [first = 0] = rows;
      reused = shuffle ? rowsOf(train, rows, reused) : sliceRows(train, first, first + rows.length);
      yield { feeds: reused, rows: rows.length, placeOf: (row) => placeIn(train, rows[row] as number) };
    }
  }
}

type Outputs = Readonly<Record<string, NdArray>>;

/** True for a stream, of which nobody knows, and for more rows than that. */
const moreThan = (data: Dataset | BatchStream | undefined, rows: number): boolean =>
  typeof data === "function" || (data !== undefined && data.rows > rows);

/** True where an epoch may have more than one batch. */
function severalBatches(data: Dataset | BatchStream, { batchSize, lastBatch }: BatchOptions): boolean {
  if (typeof data === "function") return true;
  const size = checkedBatchSize(data.rows, batchSize);
  return data.rows > size && (lastBatch !== "drop" || data.rows >= 2 * size);
}
