import { type DType, NdArray } from "dagrad";
import { allocate, integerRange, isFloat } from "../../../graph/dtype.ts";
import type { Value } from "../../../graph/op.ts";

/**
 * What the elements of a value may be. low and high are one array where every element is known to the bit; between unequal bounds,
 * which are finite, any number will do; where `open` is 1, anything of a float, NaN too.
 */
export interface Range {
  readonly low: NdArray;
  readonly high: NdArray;
  readonly open?: Uint8Array;
}

export const exactly = (value: Value): Range => {
  const array = value instanceof NdArray ? value : new NdArray(value.data, value.shape, value.dtype);
  return { low: array, high: array };
};
export const isExact = ({ low, high, open }: Range): boolean => low === high && open === undefined;
/** True where element i is known to the bit. */
export const isKnown = ({ low, high, open }: Range, i: number): boolean => open?.[i] !== 1 && Object.is(low.data[i], high.data[i]);

/** True where an engine may give this number as element i. */
export function holds({ low, high, open }: Range, i: number, actual: number): boolean {
  if (open?.[i] === 1) return true;
  const least = low.data[i] as number;
  return Object.is(least, high.data[i]) ? Object.is(actual, least) : actual >= least && actual <= (high.data[i] as number);
}

/** Bounds as found, rounded outwards, in order: elements that are no numbers in one bound only are open, known ones are one array. */
export function rangeBetween(
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  { shape, dtype }: Omit<Value, "data">,
  open?: Uint8Array,
): Range {
  const least = allocate(dtype, low.length);
  const most = allocate(dtype, low.length);
  const any = isFloat(dtype) ? [0, 0] : integerRange[dtype as "int32"];
  const opened = open === undefined ? new Uint8Array(low.length) : open.slice();
  let known = true;
  for (let i = 0; i < low.length; i++) {
    const [from, to] = [low[i] as number, high[i] as number];
    if (
      !Object.is(from, to) &&
      !(Number.isFinite(from) && Number.isFinite(to) && Number.isFinite(rounded(to, dtype)) && Number.isFinite(rounded(from, dtype)))
    )
      opened[i] = 1;
    if (opened[i] === 1) [least[i], most[i]] = any as [number, number];
    else {
      least[i] = Object.is(from, to) ? from : below(from, dtype);
      most[i] = Object.is(from, to) ? to : -below(-to, dtype);
      // Between unequal bounds either zero will do: what is made of them must see both.
      if (!Object.is(from, to) && least[i] === 0) least[i] = -0;
      if (!Object.is(from, to) && most[i] === 0) most[i] = 0;
    }
    if (!Object.is(least[i], most[i])) known = false;
  }
  const first = new NdArray(least, shape, dtype);
  const second = known ? first : new NdArray(most, shape, dtype);
  return isFloat(dtype) && opened.includes(1) ? { low: first, high: second, open: opened } : { low: first, high: second };
}

const rounded = (x: number, dtype: DType): number => (dtype === "float32" ? Math.fround(x) : x);

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** The largest float32 that is not above x; other dtypes hold their bounds as they are. */
function below(x: number, dtype: DType): number {
  if (dtype !== "float32") return x;
  single[0] = x;
  if ((single[0] as number) <= x) return single[0] as number;
  if (single[0] === 0) return -(2 ** -149);
  bits[0]! += (single[0] as number) > 0 ? -1 : 1;
  return single[0] as number;
}
