import { naturalLogarithm } from "./natural-logarithm.ts";

/** Standard normals, drawn in pairs; the second of a pair waits in `cached`. */
export interface NormalSource {
  next(): number;
  /** The normal that the next call hands out, or null when a new pair is due. */
  cached(): number | null;
}

/**
 * Marsaglia's polar method: (x₁, x₂) uniform in the unit disc without its centre, r² = x₁² + x₂², f = √(−2 ln r² / r²); f·x₂ comes first, then f·x₁.
 *
 * uniform: draws from [0, 1).
 * Source:  NumPy `legacy_gauss`; Marsaglia, Bray 1964.
 */
export function normalSource(uniform: () => number, cached: number | null): NormalSource {
  let waiting = cached;
  return {
    next() {
      if (waiting !== null) {
        const normal = waiting;
        waiting = null;
        return normal;
      }
      let x1: number;
      let x2: number;
      let square: number;
      do {
        x1 = 2 * uniform() - 1;
        x2 = 2 * uniform() - 1;
        square = x1 * x1 + x2 * x2;
      } while (square >= 1 || square === 0);
      const factor = Math.sqrt((-2 * naturalLogarithm(square)) / square);
      waiting = factor * x1;
      return factor * x2;
    },
    cached: () => waiting,
  };
}
