import { OpError } from "../../graph/errors.ts";
import type { Better } from "./better.ts";
import { unknownMetric } from "./metrics.ts";
import { badOption } from "./schedule.ts";

export interface EarlyStoppingOptions<N extends string = string> {
  /** The metric to watch: "loss", "accuracy", or of the validation data "validation.loss". */
  readonly metric: N | `validation.${N}`;
  /** Epochs without an improvement after which training stops. Default 10. */
  readonly patience?: number;
  /** A change smaller than this is no improvement. Default 0. */
  readonly minDelta?: number;
  /**
   * "min": smaller is better; "max": larger is. Needed only where the graph does not tell: "min" for what is minimised and for the output of
   * a loss op, "max" for that of an accuracy op, whatever they are called.
   */
  readonly mode?: "min" | "max";
}

/** Options whose direction is known. */
export type EarlyStoppingRule = EarlyStoppingOptions & { readonly mode: "min" | "max" };

/** Tells, epoch by epoch, whether a metric has improved and whether patience has run out. Plain state, so that it can be resumed. */
export interface EarlyStopping {
  best: number;
  /** Epochs since the best. */
  waited: number;
}

export const startStopping = (): EarlyStopping => ({ best: Number.NaN, waited: 0 });

/** The options with their direction. OpError where there is no such metric, patience or minDelta make no sense, or no direction is known. */
export function checkStopping(
  options: EarlyStoppingOptions,
  known: readonly string[],
  better: (metric: string) => Better | undefined,
): EarlyStoppingRule {
  const { metric, patience = 10, minDelta = 0, mode } = options;
  if (!known.includes(metric))
    throw unknownMetric("fit: earlyStopping.metric", known, metric, "correct the name, add the output or give validation data");
  if (!(Number.isSafeInteger(patience) && patience >= 1)) throw badOption("fit", "earlyStopping.patience", "a whole number ≥ 1", patience);
  if (!(Number.isFinite(minDelta) && minDelta >= 0)) throw badOption("fit", "earlyStopping.minDelta", "a number ≥ 0", minDelta);
  if (mode !== undefined && mode !== "min" && mode !== "max") throw badOption("fit", "earlyStopping.mode", '"min" or "max"', mode);
  const told = better(metric.replace(/^validation\./, ""));
  if (mode === undefined && told === undefined) throw noMode(metric);
  return { ...options, mode: mode ?? (told === "higher" ? "max" : "min") };
}

const noMode = (metric: string): OpError =>
  new OpError(
    `fit: earlyStopping.mode must say which values of "${metric}" are better, as its op does not, got none; ` +
      'write mode: "max" where larger values are better, mode: "min" where smaller ones are',
    { code: "no-mode", expected: '"min" or "max"', actual: "none" },
  );

/** Takes in the metric of one epoch. A value that is not finite is no improvement. */
export function watch(
  state: EarlyStopping,
  metrics: Readonly<Record<string, number>>,
  { metric, patience = 10, minDelta = 0, mode }: EarlyStoppingRule,
): { readonly improved: boolean; readonly stop: boolean } {
  const value = metrics[metric] as number;
  const gain = mode === "min" ? state.best - value : value - state.best;
  const improved = Number.isFinite(value) && (Number.isNaN(state.best) || gain > minDelta);
  state.best = improved ? value : state.best;
  state.waited = improved ? 0 : state.waited + 1;
  return { improved, stop: state.waited >= patience };
}
