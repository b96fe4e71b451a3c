import { showCount } from "../../export/quantities.ts";
import type { Epoch } from "../../train/fit-options.ts";
import { showDuration } from "./duration.ts";

/** How fast a training goes and how long it takes yet. */
export interface Pace {
  readonly samplesPerSecond: number;
  /** In ms. */
  readonly left: number;
}

/** "loss 0.5231  accuracy 0.81  validation loss 0.612  accuracy 0.78" */
export function showMetrics({ metrics, validation }: Pick<Epoch, "metrics" | "validation">): string {
  const list = (values: Readonly<Record<string, number>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${showMetric(value)}`)
      .join("  ");
  return validation === undefined ? list(metrics) : `${list(metrics)}  validation ${list(validation)}`;
}

/** Four digits: 0.5231, 1.23e-7. */
export const showMetric = (value: number): string => {
  const short = Number(value.toPrecision(4));
  return short !== 0 && Math.abs(short) < 1e-3 ? short.toExponential() : String(short);
};

export const showPace = ({ samplesPerSecond, left }: Pace): string =>
  `${showCount(Math.round(samplesPerSecond))} samples/s  ETA ${showDuration(left)}`;
