import type { Program } from "../run/program.ts";
import { type EarlyStoppingRule, startStopping, watch } from "./early-stopping.ts";
import type { Epoch } from "./fit-options.ts";

/** What `await fit(…)` gives: how a training went, and what it has trained. */
export interface TrainingHistory<I = unknown, O = unknown, N extends string = string> {
  /** All epochs of this training, also those of a loop before; of one that goes on from a checkpoint those since. */
  readonly epochs: readonly Epoch<N>[];
  /** The best of these epochs by `bestBy`, the first of equal ones; undefined where none was run, or its metric never was finite. */
  readonly best: Epoch<N> | undefined;
  /** The metric that tells the best: `earlyStopping.metric`, else `minimize` of the validation data ("validation.loss"), else `minimize`. */
  readonly bestBy: N | `validation.${N}`;
  /** "epochs": all were done. */
  readonly stoppedBy: "epochs" | "early stopping";
  /** The trained network, to evaluate and predict with. */
  readonly network: Program<I, O>;
  /** The training step. */
  readonly step: Program<any, any>;
}

/** The epoch that early stopping by this rule would take back; what went before the first one does not count. */
export function bestOf<N extends string>(epochs: readonly Epoch<N>[], rule: EarlyStoppingRule): Epoch<N> | undefined {
  const stopping = startStopping();
  let best: Epoch<N> | undefined;
  for (const epoch of epochs) if (watch(stopping, namedMetrics(epoch), rule).improved) best = epoch;
  return best;
}

/** Metrics by the names that early stopping knows: "loss", "validation.loss". */
export const namedMetrics = ({ metrics, validation = {} as never }: Pick<Epoch, "metrics" | "validation">): Record<string, number> => ({
  ...metrics,
  ...Object.fromEntries(Object.entries(validation).map(([name, value]) => [`validation.${name}`, value as number])),
});
