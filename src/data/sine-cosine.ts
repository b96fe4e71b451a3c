import { add, type DoubleDouble, exactProduct, multiply, powerSeries, reciprocals } from "./double-double.ts";

/** π/2 as a sum of three float64. */
const quarterTurn = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33] as const;

const alternatingFactorials = (first: 0 | 1): number[] => {
  const divisors = [1];
  for (let k = 1; k < 13; k++) divisors.push(-(divisors[k - 1] as number) * (2 * k + first) * (2 * k - 1 + first));
  return divisors;
};
const sineTerms = reciprocals(alternatingFactorials(1));
const cosineTerms = reciprocals(alternatingFactorials(0));

/**
 * sin x and cos x, rounded to the nearest float64: x = r + k · π/2 with |r| ≤ π/4, then the Taylor series at r.
 *
 * Same bits in every engine; equal to glibc's sin and cos, which NumPy calls, but for about one argument in a thousand
 * (one unit in the last place). x: |x| < 2^20, in radians.
 */
export function sineCosine(x: number): {
  readonly sine: number;
  readonly cosine: number;
} {
  const k = Math.round(x / quarterTurn[0]);
  let r: DoubleDouble = [x, 0];
  for (const part of quarterTurn) r = add(r, exactProduct(-k, part));
  const square = multiply(r, r);
  const sine = multiply(r, powerSeries(sineTerms, square))[0];
  const cosine = powerSeries(cosineTerms, square)[0];
  switch (((k % 4) + 4) % 4) {
    case 0:
      return { sine, cosine };
    case 1:
      return { sine: cosine, cosine: -sine };
    case 2:
      return { sine: -sine, cosine: -cosine };
    default:
      return { sine: -cosine, cosine: sine };
  }
}
