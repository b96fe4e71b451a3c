import type { Axis } from "./place-chart.ts";
import type { Range } from "./scale.ts";
import { evenTicks, logarithmicTicks, niceRange } from "./ticks.ts";

/** An axis of values, with about so many lines across: from one round number to another, or from end to end where it is logarithmic. */
export function valuesAxis([low, high]: Range, { isLog = false, count = 6 } = {}): Axis {
  if (isLog) {
    const range = [low, low === high ? 2 * low : high] as const;
    return { range, ticks: logarithmicTicks(range), isLog, hasGrid: true };
  }
  const range = niceRange([low, high], Math.max(count, Math.min(10, 2 * count)));
  return { range, ticks: evenTicks(range, count), hasGrid: true };
}

/** Whether values are better told apart by ratio: those that fall by a factor of more than 50. */
export const suitsLog = ([low, high]: Range): boolean => low > 0 && high > 50 * low;
