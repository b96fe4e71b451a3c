/**
 * `count` equally spaced numbers from `start` to `stop`, both included: start + i · step, and exactly `stop` at the end.
 *
 * Edges:  one number is `start`; none is [].
 * Source: np.linspace.
 */
export function linspace(start: number, stop: number, count: number): Float64Array {
  const step = (stop - start) / (count - 1);
  return Float64Array.from({ length: count }, (_, i) => (i === 0 ? start : i === count - 1 ? stop : i * step + start));
}
