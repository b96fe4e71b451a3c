import type { Graph } from "../../graph/graph.ts";
import type { FitOptions } from "./fit-options.ts";
import { Training } from "./training.ts";

export type { BatchProgress, Epoch, FitOptions } from "./fit-options.ts";
export type { TrainingState } from "./training-state.ts";
export { Training };

/**
 * Trains a network: to the end where it is awaited, epoch by epoch where it is iterated over. What is neither trains nothing.
 *
 *     const { network: trained, epochs, best } = await fit(network, { minimize: "loss", optimizer: adam(), data: { X, y }, epochs: 10 });
 *     trained.run({ X }, ["probabilities"]);
 *
 *     for await (const { epoch, metrics } of fit(network, options)) console.log(epoch, metrics.loss);
 *
 * Same seed, same bits. Errors, at once: OpError for an option that is unknown, of another kind or out of range, those of trainStep, FeedError
 * for data that does not fit. While training, FeedError with epoch and batch for a label out of range or a loss or parameter that is not
 * finite, and the reason of an aborted signal; parameters then are those of the step before.
 */
export function fit<I, O, D = never, V = never>(network: Graph<I, O>, options: FitOptions<NoInfer<I>, NoInfer<O>, D, V>): Training<I, O> {
  return new Training(network, options);
}
