/**
 * xʸ of float64, rounded to nearest but for about one result in a thousand, which is one unit in the last place off.
 *
 * ECMAScript leaves the last bits of x ** y to the engine, and V8's differ from those of the C library, which NumPy and Python call,
 * in two of three results of the book's own example. Beyond normal floats x ** y is taken.
 * Edges:   as C: 1ʸ and x⁰ are 1 whatever the other is, and (−1)^±Infinity is 1. x² is x · x, rounded once.
 * Source:  C99 F.9.4.4; Dekker 1971 on sums of two floats; the halves of ln 2 are those of fdlibm.
 */
export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1;
  const rough = x ** y;
  if (!isNormal(x) || !isNormal(rough) || Math.abs(y) > 2 ** 900) return rough;
  const logarithm = log(Math.abs(x));
  const exponent = product(y, 0, logarithm, half[0] as number);
  const result = exp(exponent, half[0] as number);
  return rough < 0 ? -result : result;
}

/** Normal floats with room for a rounding up and a scaling down. */
const isNormal = (x: number): boolean => Math.abs(x) > 2 ** -1020 && Math.abs(x) < 2 ** 1023;

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/** The second half of the last result: what the first half, the float64 nearest to it, leaves out. A pair would be allocated each time. */
const half = new Float64Array(1);

/** Times a float, it parts its digits in two halves. */
const splitter = 2 ** 27 + 1;

/** a + b, exactly. */
function sum(a: number, b: number): number {
  const high = a + b;
  const part = high - a;
  half[0] = a - (high - part) + (b - part);
  return high;
}

/** (a + aRest) · (b + bRest), relative error below 2^-100. */
function product(a: number, aRest: number, b: number, bRest: number): number {
  const high = a * b;
  const aWide = splitter * a;
  const bWide = splitter * b;
  const aHigh = aWide - (aWide - a);
  const bHigh = bWide - (bWide - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return sum(high, aLow * bLow - (high - aHigh * bHigh - aLow * bHigh - aHigh * bLow) + (a * bRest + aRest * b));
}

/** exp(x + xRest) − 1 for |x| ≤ 0.4, relative error below 2^-63: a short series at x ÷ 256, then (1 + p)² − 1 = 2p + p² eight times. */
function expm1(x: number, xRest: number): number {
  const t = x / 256;
  let p = sum(t, xRest / 256 + t * t * (1 / 2 + t * (1 / 6 + t * (1 / 24 + t * (1 / 120 + t / 720)))));
  for (let doubling = 0; doubling < 8; doubling++) {
    const pRest = half[0] as number;
    const square = product(p, pRest, p, pRest);
    const squareRest = half[0] as number;
    const high = sum(2 * p, square);
    p = sum(high, (half[0] as number) + 2 * pRest + squareRest);
  }
  return p;
}

/** exp(x + xRest) of a normal result. */
function exp(x: number, xRest: number): number {
  const k = Math.round(x / ln2High);
  const near = x - k * ln2High;
  const offset = product(-k, 0, ln2Low, 0);
  const offsetRest = half[0] as number;
  const argument = sum(near, offset);
  const argumentRest = (half[0] as number) + offsetRest + xRest;
  const p = expm1(argument, argumentRest);
  const pRest = half[0] as number;
  const high = sum(1, p);
  return (high + ((half[0] as number) + pRest)) * 2 ** (k - 1) * 2;
}

/** ln x of a normal x: of x = m · 2^e it is e ln 2 + ln m, and ln m is corrected by m · exp(−ln m) − 1. */
function log(x: number): number {
  const e = Math.round(Math.log2(x));
  const m = x / 2 ** (e >> 1) / 2 ** (e - (e >> 1));
  const near = Math.log(m);
  const p = expm1(-near, 0);
  const scaled = product(m, 0, p, half[0] as number);
  const scaledRest = half[0] as number;
  const correction = m - 1 + scaled + scaledRest;
  const low = product(e, 0, ln2Low, 0);
  let left = (half[0] as number) + correction;
  const whole = sum(e * ln2High, near);
  left += half[0] as number;
  const total = sum(whole, low);
  return sum(total, (half[0] as number) + left);
}
