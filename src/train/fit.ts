import type { Graph } from "../../graph/graph.ts";
import type { FitOptions } from "./fit-options.ts";
import { Training } from "./training.ts";

export type { BatchProgress, Epoch, FitOptions } from "./fit-options.ts";
export type { TrainingState } from "./training-state.ts";
export { Training };

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
export function fit<I, O, D = never, V = never>(network: Graph<I, O>, options: FitOptions<NoInfer<I>, NoInfer<O>, D, V>): Training<I, O> {
  return new Training(network, options);
}
