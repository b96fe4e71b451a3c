import type { Elements } from "./numbers.ts";

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
  readonly equalNan: boolean;
}

/** One pair of elements. */
interface Pair {
  /** Index into the row-major elements. */
  readonly at: number;
  readonly received: number;
  readonly expected: number;
  readonly difference: number;
  /** The difference that would pass. */
  readonly allowed: number;
}

export interface Comparison {
  /** Number of pairs. */
  readonly count: number;
  /** Number of pairs that are not close. */
  readonly bad: number;
  /** The pair whose difference is the largest multiple of what is allowed; the first of equals; null where there is no pair. */
  readonly worst: Pair | null;
}

/**
 * Compares elements by NumPy's rule: |a − b| ≤ atol + rtol · |b|, where b is expected.
 *
 * Edges:  equal infinities are close; an infinity and anything else are not; NaN is close to NaN with equalNan only.
 *         One number is compared with each element of the other side.
 * Source: numpy.isclose; here always in float64.
 */
export function compare(received: Elements, expected: Elements, { rtol, atol, equalNan }: Tolerance): Comparison {
  const count = received.shape.length === 0 ? expected.data.length : received.data.length;
  const stepA = received.shape.length === 0 ? 0 : 1;
  const stepB = expected.shape.length === 0 ? 0 : 1;
  let bad = 0;
  let worst: Pair | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const a = received.data[i * stepA] as number;
    const b = expected.data[i * stepB] as number;
    const difference = Math.abs(a - b);
    const allowed = atol + rtol * Math.abs(b);
    const equal = a === b || (equalNan && Number.isNaN(a) && Number.isNaN(b));
    const close = equal || (difference <= allowed && Number.isFinite(b));
    if (!close) bad++;
    const ratio = equal ? 0 : difference / allowed;
    const excess = Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio;
    if (excess > most) {
      most = excess;
      worst = { at: i, received: a, expected: b, difference, allowed };
    }
  }
  return { count, bad, worst };
}
