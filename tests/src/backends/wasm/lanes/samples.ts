import { allocate, type DType } from "../../../../../graph/dtype.ts";
import { NdArray } from "../../../../../graph/ndarray.ts";

const { EPSILON, MAX_VALUE, MIN_VALUE, NaN: notANumber, POSITIVE_INFINITY } = Number;

const magnitudes = [
  ...[0, 1, 2, 3, 0.5, 1.5, 2.5, 0.3, 1 - EPSILON, 1 + EPSILON, 255, 256, 257.5, POSITIVE_INFINITY],
  // Smallest and largest of float32 and float64, and their smallest normal numbers.
  ...[2 ** -149, 2 ** -127, 2 ** -126, 2 ** 128 - 2 ** 104, MIN_VALUE, 2 ** -1022, MAX_VALUE],
  // Where integers and conversions end.
  ...[
    2 ** 23 + 0.5,
    2 ** 24 + 1,
    2 ** 31 - 1,
    2 ** 31 - 0.5,
    2 ** 31,
    2 ** 31 + 0.75,
    2 ** 31 + 256,
    3 * 2 ** 31,
    2 ** 32 + 5,
    5 * 2 ** 31,
  ],
  ...[
    2 ** 32 + 2 ** 31 + 512,
    2 ** 40 + 2 ** 17,
    2 ** 53 + 2,
    2 ** 55 - 8,
    2 ** 62 + 2 ** 39,
    2 ** 63,
    2 ** 63 + 2 ** 40,
    2 ** 64,
    1e20,
    1e30,
  ],
  // Where the exponential overflows, ends and is rounded to subnormal numbers; where tanh ends.
  ...[88.72283172607422, 88.72283935546875, 87.3365447505531, 103.97207641601562, 103.97208404541016, 104, 9.01, 10, 709.78, 745.13],
];

const edges: Record<DType, readonly number[]> = {
  float32: [notANumber, ...magnitudes, ...magnitudes.map((x) => -x)],
  float64: [notANumber, ...magnitudes, ...magnitudes.map((x) => -x)],
  int32: [
    0,
    1,
    -1,
    2,
    3,
    7,
    127,
    128,
    255,
    256,
    -255,
    46_341,
    65_536,
    -65_536,
    2 ** 24 + 1,
    2 ** 30,
    2 ** 31 - 1,
    -(2 ** 31),
    -(2 ** 31) + 1,
  ],
  uint8: [0, 1, 2, 15, 16, 17, 127, 128, 129, 254, 255],
  bool: [0, 1],
};

/** Values at which something changes. */
export const edgesOf = (dtype: DType): readonly number[] => edges[dtype];

/** Numbers 0 … 2³² − 1, the same ones each time. Source: Steele and Vigna 2014 (mixing of a counter). */
export function words(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/** Half of them any bits, half of them numbers of everyday size. */
function random(dtype: DType, count: number, seed: number): number[] {
  const next = words(seed);
  const bits = new Uint32Array(2);
  const single = new Float32Array(bits.buffer, 0, 1);
  const double = new Float64Array(bits.buffer);
  const everyday = () => (next() / 2 ** 32 - 0.5) * 20;
  return Array.from({ length: count }, (_, i) => {
    bits[0] = next();
    bits[1] = next();
    if (dtype === "float32") return i % 2 ? everyday() : (single[0] as number);
    if (dtype === "float64") return i % 2 ? everyday() : (double[0] as number);
    if (dtype === "int32") return i % 2 ? Math.round(everyday()) : next() | 0;
    return next() & (dtype === "uint8" ? 255 : 1);
  });
}

const column = (dtype: DType, values: readonly number[]): NdArray => {
  const data = allocate(dtype, Math.ceil(values.length / 4) * 4);
  data.set(values);
  return new NdArray(data, [data.length], dtype);
};

/** Columns of those dtypes: all edges of each against all edges of the others, then `count` rows of random values. */
export function samples(dtypes: readonly DType[], count = 2000): NdArray[] {
  let rows: number[][] = [[]];
  for (const dtype of dtypes) rows = rows.flatMap((row) => edgesOf(dtype).map((edge) => [...row, edge]));
  return dtypes.map((dtype, i) => column(dtype, [...rows.map((row) => row[i] as number), ...random(dtype, count, i + 1)]));
}
