/**
 * Arithmetic on unevaluated sums high + low of two float64, |low| ≤ half a unit of high: about 106 significant bits.
 *
 * ECMAScript leaves the last bits of Math.log, Math.sin and Math.cos to the engine. The random streams and data sets must not depend
 * on the engine, so they compute these functions here from +, −, × and ÷, which IEEE 754 fixes to the bit.
 *
 * Source:  Dekker 1971; Knuth, TAOCP 2, 4.2.2; Joldes, Muller, Popescu 2017, "Tight and rigorous error bounds for basic building
 *          blocks of double-word arithmetic".
 */
export type DoubleDouble = readonly [high: number, low: number];

const splitter = 2 ** 27 + 1;

/** a + b, exactly. */
function exactSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const part = high - a;
  return [high, a - (high - part) + (b - part)];
}

/** a + b, exactly, when |a| ≥ |b| or a is 0. */
function exactFastSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  return [high, b - (high - a)];
}

/** a · b, exactly, when |a| and |b| are below 2^996 and the product stays above 2^-968. */
export function exactProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  const aWide = splitter * a;
  const aHigh = aWide - (aWide - a);
  const aLow = a - aHigh;
  const bWide = splitter * b;
  const bHigh = bWide - (bWide - b);
  const bLow = b - bHigh;
  return [high, aLow * bLow - (high - aHigh * bHigh - aLow * bHigh - aHigh * bLow)];
}

/** a + b, relative error below 2^-103, cancellation included. */
export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [high, error] = exactSum(a[0], b[0]);
  const [low, lowError] = exactSum(a[1], b[1]);
  const [nextHigh, nextLow] = exactFastSum(high, error + low);
  return exactFastSum(nextHigh, lowError + nextLow);
}

/** a · b, relative error below 2^-102. */
export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [high, error] = exactProduct(a[0], b[0]);
  return exactFastSum(high, error + (a[0] * b[1] + a[1] * b[0]));
}

/** a / b, relative error below 2^-100. */
export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a[0] / b[0];
  const taken = multiply([quotient, 0], b);
  const rest = add(a, [-taken[0], -taken[1]]);
  return exactFastSum(quotient, rest[0] / b[0]);
}

/** The coefficients 1 / divisors[k] of a power series. */
export const reciprocals = (divisors: readonly number[]): readonly DoubleDouble[] =>
  divisors.map((divisor) => divide([1, 0], [divisor, 0]));

/** How many leading terms of a series need both halves: the fifth term on is below 2^-25 of the sum in every series used here. */
const wideTerms = 5;

/** Σ coefficients[k] · x^k, relative error below 2^-76 when the terms fall as fast as described at `wideTerms`. */
export function powerSeries(coefficients: readonly DoubleDouble[], x: DoubleDouble): DoubleDouble {
  let tail = 0;
  for (let k = coefficients.length - 1; k >= wideTerms; k--) tail = tail * x[0] + (coefficients[k] as DoubleDouble)[0];
  let sum: DoubleDouble = [tail, 0];
  for (let k = wideTerms - 1; k >= 0; k--) sum = add(multiply(sum, x), coefficients[k] as DoubleDouble);
  return sum;
}
