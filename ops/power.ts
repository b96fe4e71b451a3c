/**
 * xʸ of float64, rounded to nearest but for about one result in a thousand, which is one unit in the last place off.
 *
 * ECMAScript leaves the last bits of x ** y to the engine, and V8's differ from the C library's, which NumPy and Python call, in two
 * of three results of the book's own example. Beyond normal floats, and where the result is no normal float, x ** y is taken.
 * Edges:   as C: 1ʸ and x⁰ are 1 whatever the other is, and (−1)^±Infinity is 1. x² is x · x, rounded once.
 * Source:  C99 F.9.4.4; Dekker 1971 on sums of two floats; fdlibm e_exp.c for the halves of ln 2.
 */
export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1;
  const size = Math.abs(x);
  const rough = x ** y;
  if (!(size >= leastNormal && size < Number.POSITIVE_INFINITY && Math.abs(y) < 1e290)) return rough;
  if (!(Math.abs(rough) > 2 * leastNormal && Math.abs(rough) < Number.POSITIVE_INFINITY)) return rough;
  const high = logarithm(size);
  const exponent = product(y, high, rest);
  const result = exponential(exponent, rest);
  return rough < 0 ? -result : result;
}

const leastNormal = 2 ** -1022;
const [ln2High, ln2Low] = [6.93147180369123816490e-1, 1.90821492927058770002e-10];

/** The second half of the last result: what its first half, the float64 nearest to it, leaves. A pair would be allocated at each step. */
let rest = 0;

/** a + b, exactly. */
function exactSum(a: number, b: number): number {
  const high = a + b;
  const part = high - a;
  rest = a - (high - part) + (b - part);
  return high;
}

/** a · (b + c), c being the second half of b; relative error below 2^-100. */
function product(a: number, b: number, c: number): number {
  const high = a * b;
  const [aWide, bWide] = [134217729 * a, 134217729 * b];
  const [aHigh, bHigh] = [aWide - (aWide - a), bWide - (bWide - b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return exactSum(high, aLow * bLow - (high - aHigh * bHigh - aLow * bHigh - aHigh * bLow) + a * c);
}
