import { unknownMetric } from "./metrics.ts";
import { badOption } from "./schedule.ts";

export interface EarlyStoppingOptions<N extends string = string> {
  /** The metric to watch: "loss", "accuracy", or of the validation data "validation.loss". */
  readonly metric: N | `validation.${N}`;
  /** Epochs without an improvement after which training stops. Default 10. */
  readonly patience?: number;
  /** A change smaller than this is no improvement. Default 0. */
  readonly minDelta?: number;
  /** "min": smaller is better; "max": larger is. Default: "max" where the name ends in "accuracy", else "min". */
  readonly mode?: "min" | "max";
}

/** Tells, epoch by epoch, whether a metric has improved and whether patience has run out. Plain state, so that it can be resumed. */
export interface EarlyStopping {
  best: number;
  /** Epochs since the best. */
  waited: number;
}

export const startStopping = (): EarlyStopping => ({ best: Number.NaN, waited: 0 });

/** OpError where there is no such metric, or patience or minDelta make no sense. */
export function checkStopping({ metric, patience = 10, minDelta = 0 }: EarlyStoppingOptions, known: readonly string[]): void {
  if (!known.includes(metric))
    throw unknownMetric("fit: earlyStopping.metric", known, metric, "correct the name, add the output or give validation data");
  if (!(Number.isSafeInteger(patience) && patience >= 1)) throw badOption("fit", "earlyStopping.patience", "a whole number ≥ 1", patience);
  if (!(Number.isFinite(minDelta) && minDelta >= 0)) throw badOption("fit", "earlyStopping.minDelta", "a number ≥ 0", minDelta);
}

/** Takes in the metric of one epoch. A value that is not finite is no improvement. */
export function watch(
  state: EarlyStopping,
  metrics: Readonly<Record<string, number>>,
  { metric, patience = 10, minDelta = 0, mode = metric.endsWith("ccuracy") ? "max" : "min" }: EarlyStoppingOptions,
): { readonly improved: boolean; readonly stop: boolean } {
  const value = metrics[metric] as number;
  const gain = mode === "min" ? state.best - value : value - state.best;
  const improved = Number.isFinite(value) && (Number.isNaN(state.best) || gain > minDelta);
  state.best = improved ? value : state.best;
  state.waited = improved ? 0 : state.waited + 1;
  return { improved, stop: state.waited >= patience };
}
