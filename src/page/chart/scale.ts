/** The least and the greatest of values. */
export type Range = readonly [low: number, high: number];

/** How an axis places values: those at both ends, and where these are, in px. */
export interface Scale {
  readonly range: Range;
  readonly from: number;
  readonly to: number;
  /** Equal ratios are equally far apart, and not equal differences. */
  readonly isLog: boolean;
}

/** Where a value is, in px: in the middle where all values are one. Needs nothing but its arguments: pages hold its text. */
export const place = ({ range: [low, high], from, to, isLog }: Scale, value: number): number => {
  const share = low === high ? 0.5 : isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return from + share * (to - from);
};

/** The range of values that are finite; 0 to 1 where there are none. */
export function rangeOf(values: Iterable<number | null | undefined>): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value as number);
    high = Math.max(high, value as number);
  }
  return low > high ? [0, 1] : [low, high];
}
