import type { TypedArray } from "../../graph/dtype.ts";

/** What a picture tells of a value. Ranges are over the finite elements; NaN where there are none. */
export interface Statistics {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Elements that are NaN or infinite. */
  readonly notFinite: number;
}

export function statisticsOf(data: TypedArray): Statistics {
  let [min, max, sum, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const x of data) {
    if (!Number.isFinite(x)) continue;
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
    finite++;
  }
  const none = finite === 0;
  return {
    count: data.length,
    min: none ? Number.NaN : min,
    max: none ? Number.NaN : max,
    mean: none ? Number.NaN : sum / finite,
    notFinite: data.length - finite,
  };
}
