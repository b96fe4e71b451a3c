import { type DType, integerRange, isFloat, type TypedArray } from "./dtype.ts";

/*
 * Numbers of any kind become elements of one dtype, as NumPy converts them: floats are rounded to the nearest, ties to even. Integers and
 * bool hold whole numbers of their range; for the rest, an error is better than what a typed array does, which wraps them.
 */

/** The whole number that an integer dtype takes for a number. */
export type Whole = (x: number, dtype: DType) => number;

/** None for a fraction: what is fed is held exactly, and a truth is no number. */
export const exact: Whole = (x) => x;

/** As NumPy's astype: fractions are cut, and any number but 0 is true. */
export const cut: Whole = (x, dtype) => (dtype === "bool" ? Number(x !== 0) : Math.trunc(x));

/** Writes a number or a truth as element `at`; false where the dtype does not hold it. */
export function store(x: number | bigint | boolean, to: TypedArray, at: number, dtype: DType, whole: Whole): boolean {
  const element = typeof x === "bigint" ? nearest(x, dtype) : Number(x);
  if (isFloat(dtype)) {
    to[at] = element;
    return true;
  }
  const [low, high] = integerRange[dtype];
  const held = whole(element, dtype);
  to[at] = held;
  return Number.isInteger(held) && held >= low && held <= high;
}

/** Writes all numbers. The position of the first one that the dtype does not hold, −1 where all fit. */
export function storeAll(from: ArrayLike<number | bigint>, to: TypedArray, dtype: DType, whole: Whole): number {
  if (isFloat(dtype) && typeof from[0] === "number") {
    to.set(from as ArrayLike<number>);
    return -1;
  }
  for (let i = 0; i < from.length; i++) if (!store(from[i] as number, to, i, dtype, whole)) return i;
  return -1;
}

/**
 * The float64 nearest to a whole number; for float32 one that rounds to the float32 nearest to it. Of 64 bits the first 53 are kept, the
 * last of them set where bits below it are: a tie that was none stays none.
 */
function nearest(x: bigint, dtype: DType): number {
  const number = Number(x);
  if (dtype !== "float32" || Number.isSafeInteger(number)) return number;
  return Number((x >> 11n) | BigInt((x & 2047n) !== 0n)) * 2048;
}
