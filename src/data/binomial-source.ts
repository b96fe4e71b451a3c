/**
 * The number of successes in n trials of probability p, by inversion of the distribution function: one uniform draw per number,
 * more only when a draw falls beyond ten standard deviations. Above p = ½ the failures are counted.
 *
 * uniform: draws from [0, 1). One is drawn even when n, p or 1 − p is 0.
 * Edges:  needs n · min(p, 1 − p) ≤ 30, the range in which NumPy inverts.
 * Source: NumPy `legacy_random_binomial`.
 */
export function binomialSource(uniform: () => number, n: number, p: number): () => number {
  if (p > 0.5) {
    const failures = inversion(uniform, n, 1 - p);
    return () => n - failures();
  }
  return inversion(uniform, n, p);
}

function inversion(uniform: () => number, n: number, p: number): () => number {
  const q = 1 - p;
  const none = Math.exp(n * Math.log1p(-p));
  const mean = n * p;
  const most = Math.floor(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)));
  return () => {
    let count = 0;
    let probability = none;
    let rest = uniform();
    while (rest > probability) {
      count++;
      if (count > most) {
        count = 0;
        probability = none;
        rest = uniform();
        continue;
      }
      rest -= probability;
      probability = ((n - count + 1) * p * probability) / (count * q);
    }
    return count;
  };
}
