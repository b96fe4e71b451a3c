import { checkOptions } from "../../graph/check-options.ts";
import { OpError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { showValue } from "../../graph/show-value.ts";
import type { FitOptions } from "../train/fit-options.ts";
import type { Training } from "../train/training.ts";
import { type StartWorker, WorkerTraining } from "./worker-training.ts";

export interface WorkerOptions {
  /** Starts a worker of your own, whose file calls `serve`. Default: the file that comes with dagrad. */
  readonly worker?: StartWorker;
}

/**
 * As `fit`, in a worker, so that the page or the server stays free; same seed, same bits as `fit`:
 *
 *     const training = fitInWorker(network, { minimize: "loss", optimizer: adam(), data: { X, y }, epochs: 10 });
 *     for await (const { epoch, metrics } of training) console.log(epoch, metrics.loss);
 *     training.network.run({ X }, ["probabilities"]);
 *
 * The options are those of `fit`. The data are copied to the worker, which starts with the first epoch and ends with the last one; after
 * each epoch its parameters and state are here.
 *
 * Errors: those of `fit`, and code "not-sendable" for what cannot be sent: ops of your own, data as functions, other backends than `reference`;
 * GraphError where the host has no workers, or the worker is lost.
 */
export function fitInWorker<I, O, D = never, V = never>(
  network: Graph<I, O>,
  options: FitOptions<NoInfer<I>, NoInfer<O>, D, V>,
  workerOptions: WorkerOptions = {},
): Training<I, O> {
  checkOptions("fitInWorker", workerOptions, ["worker"]);
  const { worker } = workerOptions;
  if (worker !== undefined && typeof worker !== "function") {
    throw new OpError(
      `fitInWorker: worker must be a function that starts one, got ${showValue(worker)}; write { worker: () => new Worker(…) }`,
      { code: "bad-option", expected: "a function", actual: showValue(worker) },
    );
  }
  return new WorkerTraining<I, O>(network, options as FitOptions<I, O, any, any>, worker);
}
