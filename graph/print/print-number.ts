import { type DType, type FloatType, isFloat } from "../dtype.ts";

/*
 * Numbers as NumPy prints them, from version 2.3 on (before that, float32 arrays switched to exponents at 1e8 and scalars at 1e16).
 *
 * Digits come from exact integers, as NumPy's do, not from Number.toString or toFixed: those know no float32, cut elsewhere,
 * and settle ties differently.
 * Source: Steele & White 1990 and Burger & Dybvig 1996 on printing floats; numpy/_core/arrayprint.py, FloatingFormat.
 */

/** Digits after the point in arrays, at most: NumPy's default precision. */
const precision = 8;

/** Magnitudes that are printed with an exponent from here on: in arrays 10^min(8, decimal digits of the dtype), as scalars as given. */
const exponentFrom = {
  float32: { inArray: 1e6, asScalar: 1e6 },
  float64: { inArray: 1e8, asScalar: 1e16 },
} as const satisfies Record<FloatType, unknown>;

const fractionBits = { float32: 23, float64: 52 } as const;
const exponentBits = { float32: 8, float64: 11 } as const;
const rounding = { float32: Math.fround, float64: Number } as const;

/**
 * A positive float as the exact fraction `value / one` × 10^exponent with 1 ≤ value / one < 10.
 * `below` and `above` are half the distance to the neighbouring floats, in the same unit; `closed` when those midpoints round to this float.
 */
interface Exact {
  readonly value: bigint;
  readonly one: bigint;
  readonly below: bigint;
  readonly above: bigint;
  readonly closed: boolean;
  readonly exponent: number;
}

/** d.ddd × 10^exponent */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

function exactly(magnitude: number, dtype: FloatType): Exact {
  const view = new DataView(new ArrayBuffer(8));
  if (dtype === "float32") view.setFloat32(0, magnitude);
  else view.setFloat64(0, magnitude);
  const bits = dtype === "float32" ? BigInt(view.getUint32(0)) : view.getBigUint64(0);
  const width = fractionBits[dtype];
  const fraction = BigInt.asUintN(width, bits);
  const biased = Number(bits >> BigInt(width));
  const mantissa = biased === 0 ? fraction : fraction | (1n << BigInt(width));
  const bias = 2 ** (exponentBits[dtype] - 1) - 1;
  const lastPlace = BigInt(Math.max(biased, 1) - bias - width); // of the mantissa, as a power of two

  // Four units per last place: at a power of two the neighbour below is half as far, and half of that is still whole.
  const [up, down] = lastPlace > 0n ? [lastPlace, 0n] : [0n, -lastPlace];
  let value = (4n * mantissa) << up;
  let one = 4n << down;
  let below = (fraction === 0n && biased > 1 ? 1n : 2n) << up;
  let above = 2n << up;

  // log10 may miss a power of ten by one place; the comparison after it is exact.
  let exponent = Math.floor(Math.log10(magnitude));
  const rescale = (places: number): void => {
    const factor = 10n ** BigInt(Math.abs(places));
    if (places > 0) one *= factor;
    else [value, below, above] = [value * factor, below * factor, above * factor];
  };
  rescale(exponent);
  const miss = value < one ? -1 : value >= 10n * one ? 1 : 0;
  rescale(miss);
  exponent += miss;
  return { value, one, below, above, closed: mantissa % 2n === 0n, exponent };
}

/** The shortest digits that tell the float from its neighbours, but no fewer than `atLeast` and no more than `atMost`. */
function decimalOf({ value, one, below, above, closed, exponent }: Exact, atLeast: number, atMost: number): Decimal {
  let prefix = 0n;
  for (let count = 1; ; count++) {
    const digit = value / one;
    value %= one;
    const nearBelow = closed ? value <= below : value < below;
    const nearAbove = closed ? value + above >= one : value + above > one;
    if (((nearBelow || nearAbove) && count >= atLeast) || count === atMost) {
      // Where both ways are open, or the cut closed both, the nearer digit wins and a tie goes to the even one.
      const twice = 2n * value;
      const roundUp = nearBelow === nearAbove ? twice > one || (twice === one && digit % 2n === 1n) : nearAbove;
      const digits = String(10n * prefix + digit + (roundUp ? 1n : 0n));
      return { digits, exponent: exponent + digits.length - count };
    }
    prefix = 10n * prefix + digit;
    value *= 10n;
    below *= 10n;
    above *= 10n;
  }
}

/** What stands before and after the decimal point. */
interface Parts {
  readonly whole: string;
  readonly rest: string;
}

const trimZeros = (digits: string): string => digits.replace(/0+$/, "");
const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? "-" : "");
const longest = (words: readonly string[]): number => words.reduce((length, word) => Math.max(length, word.length), 0);

function positional(value: number, dtype: FloatType, places: number): Parts {
  if (value === 0) return { whole: `${signOf(value)}0`, rest: "" };
  const exact = exactly(Math.abs(value), dtype);
  const { digits, exponent } = decimalOf(exact, 1, exact.exponent + 1 + places);
  const padded = exponent < 0 ? "0".repeat(-exponent) + digits : digits.padEnd(exponent + 1, "0");
  const point = Math.max(exponent, 0) + 1;
  return {
    whole: signOf(value) + padded.slice(0, point),
    rest: trimZeros(padded.slice(point)),
  };
}

function scientific(value: number, dtype: FloatType, fewest: number, most: number): Parts & { readonly power: string } {
  const { digits, exponent } =
    value === 0 ? { digits: "0", exponent: 0 } : decimalOf(exactly(Math.abs(value), dtype), fewest + 1, most + 1);
  const power = (exponent < 0 ? "e-" : "e+") + String(Math.abs(exponent)).padStart(2, "0");
  return {
    whole: signOf(value) + digits.slice(0, 1),
    rest: trimZeros(digits.slice(1)).padEnd(fewest, "0"),
    power,
  };
}

/** Whether one exponent format serves all of these finite values better; the arithmetic is the dtype's, as in NumPy. */
function needsExponent(finite: readonly number[], dtype: FloatType): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const value of finite) {
    if (value === 0) continue;
    least = Math.min(least, Math.abs(value));
    most = Math.max(most, Math.abs(value));
  }
  if (most === 0) return false;
  const round = rounding[dtype];
  return most >= exponentFrom[dtype].inArray || least < round(1e-4) || round(most / least) > 1000;
}

/** All with the digits of the longest and the exponents of the widest. */
function scientificColumn(finite: readonly number[], dtype: FloatType): Parts[] {
  const free = finite.map((value) => scientific(value, dtype, 0, precision));
  const places = longest(free.map(({ rest }) => rest));
  const width = longest(free.map(({ power }) => power)) - 2;
  return finite.map((value) => {
    const { whole, rest, power } = scientific(value, dtype, places, places);
    return {
      whole,
      rest: rest + power.slice(0, 2) + power.slice(2).padStart(width, "0"),
    };
  });
}

const nonFinite = (value: number): string => (Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf");

/** The shown elements of an array, which are numbers of its dtype, as NumPy prints them: in one format, padded to one width. */
export function printColumn(values: readonly number[], dtype: DType): string[] {
  if (!isFloat(dtype)) {
    const words = values.map((value) => printNumber(value, dtype));
    const width = dtype === "bool" ? "False".length : longest(words);
    return words.map((word) => word.padStart(width));
  }
  const finite = values.filter(Number.isFinite);
  const parts = needsExponent(finite, dtype) ? scientificColumn(finite, dtype) : finite.map((value) => positional(value, dtype, precision));
  const right = longest(parts.map(({ rest }) => rest));
  const others = longest(values.filter((value) => !Number.isFinite(value)).map(nonFinite));
  const left = Math.max(longest(parts.map(({ whole }) => whole)), others - right - 1);
  let next = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return nonFinite(value).padStart(left + 1 + right);
    const { whole, rest } = parts[next++] as Parts;
    return `${whole.padStart(left)}.${rest.padEnd(right)}`;
  });
}

/**
 * One number as `str` of NumPy's scalar of that dtype: 1.0986104, 0.34, 20.0, 1e-07, -0.0, inf, nan; 20; True.
 *
 * Floats are rounded to their dtype and get the shortest digits that tell them from every other float of it,
 * with an exponent below 1e-4 and from 1e6 (float32) or 1e16 (float64) on.
 */
export function printNumber(value: number, dtype: DType): string {
  if (dtype === "bool") return value ? "True" : "False";
  if (!isFloat(dtype)) return String(value);
  const rounded = rounding[dtype](value);
  if (!Number.isFinite(rounded)) return nonFinite(rounded);
  const magnitude = Math.abs(rounded);
  if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < exponentFrom[dtype].asScalar)) {
    const { whole, rest } = positional(rounded, dtype, Number.POSITIVE_INFINITY);
    return `${whole}.${rest || "0"}`;
  }
  const { whole, rest, power } = scientific(rounded, dtype, 0, Number.POSITIVE_INFINITY);
  return whole + (rest && `.${rest}`) + power;
}
