import { OpError } from "../../graph/errors.ts";

export interface EarlyStoppingOptions {
  /** The metric to watch: "loss", "accuracy", or of the validation data "validation.loss". */
  readonly metric: string;
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

/** Takes in the metric of one epoch. OpError when there is no such metric. */
export function watch(
  state: EarlyStopping,
  metrics: Readonly<Record<string, number>>,
  options: EarlyStoppingOptions,
): { readonly improved: boolean; readonly stop: boolean } {
  const { metric, patience = 10, minDelta = 0, mode = metric.endsWith("ccuracy") ? "max" : "min" } = options;
  const value = Object.hasOwn(metrics, metric) ? (metrics[metric] as number) : undefined;
  if (value === undefined) {
    throw new OpError(
      `fit: earlyStopping.metric must be one of ${Object.keys(metrics).join(", ")}, got "${metric}"; correct the name or give validation data`,
      {
        code: "unknown-metric",
        expected: Object.keys(metrics).join(", "),
        actual: metric,
      },
    );
  }
  const gain = mode === "min" ? state.best - value : value - state.best;
  const improved = Number.isNaN(state.best) || gain > minDelta;
  state.best = improved ? value : state.best;
  state.waited = improved ? 0 : state.waited + 1;
  return { improved, stop: state.waited >= patience };
}
