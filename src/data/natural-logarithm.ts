import { add, type DoubleDouble, divide, exactProduct, multiply, powerSeries, reciprocals } from "./double-double.ts";

const ln2: DoubleDouble = [Math.LN2, 2.3190468138462996e-17];

let odd: readonly DoubleDouble[] | undefined;
/** 1, 1/3, 1/5, … Made when the first logarithm is asked for: loading dagrad does not wait for them. */
function oddReciprocals(): readonly DoubleDouble[] {
  odd ??= reciprocals(Array.from({ length: 16 }, (_, k) => 2 * k + 1));
  return odd;
}

/**
 * ln(x), rounded to the nearest float64: x = m · 2^e with √½ ≤ m < √2, and ln m = 2 artanh(s) = 2 Σ s^(2k+1) / (2k + 1) at s = (m − 1) / (m + 1).
 *
 * Same bits in every engine; equal to glibc's log, which NumPy calls, but for about one argument in a thousand (one unit in the last place).
 * x: a positive finite number. The time grows with |e|.
 */
export function naturalLogarithm(x: number): number {
  let m = x;
  let e = 0;
  for (; m < Math.SQRT1_2; e--) m *= 2;
  for (; m >= Math.SQRT2; e++) m /= 2;
  // m − 1 is exact by Sterbenz' lemma.
  const s = divide([m - 1, 0], add([m, 0], [1, 0]));
  const series = multiply(s, powerSeries(oddReciprocals(), multiply(s, s)));
  const exponent = add(exactProduct(e, ln2[0]), [e * ln2[1], 0]);
  return add(exponent, [2 * series[0], 2 * series[1]])[0];
}
