import type { TypedArray } from "../../../../graph/dtype.ts";
import { type Statistics, statisticsOf } from "../../../export/statistics.ts";

/** What is told of all elements together. */
export interface Summary extends Statistics {
  /** Over the finite elements, as np.std has it: divided by their number. */
  readonly std: number;
  /** The share of elements that are 0. */
  readonly zeros: number;
  /** How many finite elements are in each of 20 equal parts of the range, as np.histogram counts. */
  readonly bins: readonly number[];
  /** The range of the bins. */
  readonly low: number;
  readonly high: number;
}

const parts = 20;

export function summaryOf(data: TypedArray): Summary {
  const statistics = statisticsOf(data);
  const { min, max, mean, count, notFinite } = statistics;
  const isConstant = min === max;
  const [low, high] = isConstant ? [min - 0.5, max + 0.5] : [min, max];
  const bins = new Array<number>(parts).fill(0);
  let [squares, zeros] = [0, 0];
  for (const x of data) {
    if (x === 0) zeros++;
    if (!Number.isFinite(x)) continue;
    squares += (x - mean) ** 2;
    const at = Math.min(parts - 1, Math.floor(((x - low) / (high - low)) * parts));
    bins[at] = (bins[at] as number) + 1;
  }
  const finite = count - notFinite;
  return {
    ...statistics,
    std: finite === 0 ? Number.NaN : Math.sqrt(squares / finite),
    zeros: count === 0 ? 0 : zeros / count,
    bins,
    low,
    high,
  };
}
