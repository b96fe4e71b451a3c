import { FeedError, GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { isLeaf } from "../../graph/leaf.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { showValue } from "../../graph/show-value.ts";
import { standardOps } from "../all-ops.ts";
import { reference } from "../backends/reference/reference.ts";
import type { Epoch, FitOptions } from "../train/fit-options.ts";
import type { ScalarNames } from "../train/metrics.ts";
import { notifier } from "../train/notices.ts";
import { Training } from "../train/training.ts";
import type { TrainingState } from "../train/training-state.ts";
import { Connection } from "./connection.ts";
import type { Answer, Remark, Start } from "./messages.ts";
import { receivedArrays, receivedState, sentColumns, sentState } from "./sent-arrays.ts";
import { receivedError } from "./sent-error.ts";
import { startWorker, type WorkerHandle } from "./start-worker.ts";

/** Starts a worker whose file calls `serve`. */
export type StartWorker = () => WorkerHandle;

/**
 * A training whose epochs a worker computes. All else is here: options are checked, first parameters drawn and programs compiled as by
 * `fit`, and after each epoch they have the parameters and the state of the worker.
 */
export class WorkerTraining<I, O> extends Training<I, O> {
  readonly #options: FitOptions<I, O, any, any>;
  readonly #start: StartWorker;
  #connection: Connection | undefined;
  /** The state before an epoch that was broken off. */
  #before: TrainingState | undefined;
  #iterations = 0;
  #ready = false;
  /** What `onBatch` threw. */
  #objections: unknown[] = [];

  constructor(network: Graph<I, O>, options: FitOptions<I, O, any, any>, worker?: StartWorker) {
    super(network, options);
    for (const name of ["data", "validation"] as const) {
      if (typeof options[name] === "function") throw stream(name);
    }
    const { backend = "auto" } = options;
    if (backend !== "auto" && backend !== reference) throw otherBackend(backend);
    if (worker === undefined) for (const graph of [network, this.step.graph]) checkOps(graph);
    this.#options = options;
    this.#start = worker ?? startWorker;
  }

  override state(): TrainingState {
    return this.#before ?? super.state();
  }

  /** The worker ends with the last loop over the epochs. */
  override async *[Symbol.asyncIterator](): AsyncGenerator<Epoch<ScalarNames<O>>, void, undefined> {
    this.#iterations++;
    try {
      yield* super[Symbol.asyncIterator]();
    } finally {
      if (--this.#iterations === 0) this.#end();
    }
  }

  protected override async trainEpoch(): Promise<Epoch<ScalarNames<O>>> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    this.#objections = [];
    const connection = (this.#connection ??= new Connection(this.#start(), (remark) => this.#remarked(remark)));
    const abort = (): void => connection.tell({ kind: "abort" });
    signal?.addEventListener("abort", abort);
    try {
      if (!this.#ready) this.#taken(await connection.ask(this.#task()));
      const answer = this.#taken(await connection.ask({ kind: "next" }));
      if (this.#objections.length > 0) throw this.#objections[0];
      if (answer.kind !== "epoch") throw new Error(`internal: a worker answered "${answer.kind}"`);
      return answer.epoch as Epoch<ScalarNames<O>>;
    } catch (error) {
      this.#end();
      if (this.#objections.length > 0) throw this.#objections[0];
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Takes over what an answer brings. Throws the error of one that failed. */
  #taken(answer: Answer): Answer {
    if (answer.kind === "ready") this.#ready = true;
    if (answer.kind === "epoch") {
      this.#before = undefined;
      this.goOnFrom(receivedState(answer.state));
    }
    if (answer.kind !== "failed") return answer;
    if (answer.state) this.#before = receivedState(answer.state);
    if (answer.parameters) this.step.setParameters(receivedArrays(answer.parameters));
    throw receivedError(answer.error);
  }

  #task(): Start {
    const {
      optimizer: _,
      data,
      validation,
      random: _random,
      initial: _initial,
      from: _from,
      backend,
      signal: _signal,
      onBatch,
      notices: _notices,
      ...options
    } = this.#options;
    const isColumns = typeof validation === "object" && !("share" in validation);
    return {
      kind: "start",
      network: JSON.stringify(this.network.graph),
      step: JSON.stringify(this.step.graph),
      options,
      data: sentColumns(data as Readonly<Record<string, unknown>>),
      validation: isColumns ? sentColumns(validation as Readonly<Record<string, unknown>>) : validation,
      state: sentState(this.state()),
      backend: backend === reference ? "reference" : undefined,
      batches: onBatch !== undefined,
    };
  }

  #remarked(remark: Remark): void {
    const { onBatch, notices = true } = this.#options;
    try {
      if (remark.kind === "batch") onBatch?.(remark.progress);
      else notifier(notices)(remark.text);
    } catch (reason) {
      this.#objections.push(reason);
      this.#connection?.tell({ kind: "abort" });
    }
  }

  #end(): void {
    this.#connection?.end();
    this.#connection = undefined;
    this.#ready = false;
  }
}

/** Where functions that a message cannot carry go instead. */
const ownWorker = `in a worker file of your own (docs/browser.md), started by { worker }`;

/** GraphError unless every op is one of dagrad's own, which the worker has, too. */
function checkOps(graph: Graph<any, any>): void {
  const ops = opsOf(graph);
  for (const [id, { op }] of Object.entries(graph.nodes)) {
    if (isLeaf(op) || standardOps.get(op) === ops.get(op)) continue;
    throw new GraphError(
      `fitInWorker: a worker must have every op of the graph, got your own "${op}" (node "${id}"); call serve({ ops: opSet(standardOps, …) }) ${ownWorker}`,
      { code: "not-sendable", node: id, expected: "dagrad's own ops", actual: op },
    );
  }
}

const stream = (name: string): FeedError =>
  new FeedError(
    `fitInWorker: ${name} must be columns, got a function, which cannot be sent to a worker; load all rows, or call fit in a worker of your own`,
    { code: "not-sendable", expected: "columns", actual: "a function" },
  );

const otherBackend = (backend: object): GraphError =>
  new GraphError(
    `fitInWorker: backend must be "auto" or reference, got ${showValue((backend as { readonly name?: unknown }).name)}, which cannot be sent to a worker; call serve({ backend }) ${ownWorker}`,
    { code: "not-sendable", expected: '"auto" or reference', actual: "a backend" },
  );
