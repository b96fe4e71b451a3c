import type { DType } from "../../graph/dtype.ts";

/** Types of elements by their numbers in a file, and their width. Those with `dtype` are carried in it, exactly as far as their values fit. */
export const elementTypes = {
  float: { number: 1, bits: 32, dtype: "float32" },
  uint8: { number: 2, bits: 8, dtype: "uint8" },
  int8: { number: 3, bits: 8, dtype: "int32" },
  uint16: { number: 4, bits: 16, dtype: "int32" },
  int16: { number: 5, bits: 16, dtype: "int32" },
  int32: { number: 6, bits: 32, dtype: "int32" },
  int64: { number: 7, bits: 64, dtype: "int32" },
  string: { number: 8 },
  bool: { number: 9, bits: 8, dtype: "bool" },
  float16: { number: 10, bits: 16, dtype: "float32" },
  double: { number: 11, bits: 64, dtype: "float64" },
  uint32: { number: 12, bits: 32, dtype: "float64" },
  uint64: { number: 13, bits: 64, dtype: "float64" },
  complex64: { number: 14 },
  complex128: { number: 15 },
  bfloat16: { number: 16, bits: 16, dtype: "float32" },
  float8e4m3fn: { number: 17, bits: 8, dtype: "float32" },
  float8e4m3fnuz: { number: 18, bits: 8, dtype: "float32" },
  float8e5m2: { number: 19, bits: 8, dtype: "float32" },
  float8e5m2fnuz: { number: 20, bits: 8, dtype: "float32" },
  uint4: { number: 21, bits: 4, dtype: "int32" },
  int4: { number: 22, bits: 4, dtype: "int32" },
  float4e2m1: { number: 23, bits: 4, dtype: "float32" },
  float8e8m0: { number: 24, bits: 8, dtype: "float32" },
  uint2: { number: 25, bits: 2, dtype: "int32" },
  int2: { number: 26, bits: 2, dtype: "int32" },
} as const satisfies Record<string, { readonly number: number; readonly bits?: number; readonly dtype?: DType }>;

export type ElementType = keyof typeof elementTypes;

const byNumber = new Map(Object.entries(elementTypes).map(([name, { number }]) => [number as number, name as ElementType]));

/** The type with a number, or undefined where ONNX has none. */
export const elementTypeOf = (number: unknown): ElementType | undefined => byNumber.get(Number(number));

/** The dtype that carries elements of a type, or undefined where there is none. */
export const carrierOf = (type: ElementType): DType | undefined => stored(type).dtype;

/** Bits of an element in raw data, or undefined where dagrad does not read the type. */
export const bitsOf = (type: ElementType): number | undefined => stored(type).bits;

/** Whether elements are numbers with a point. */
export const isFloatType = (type: ElementType): boolean => /float|double/.test(type);

/** Smallest and largest of a type of whole numbers, or undefined. */
export function rangeOf(type: ElementType): readonly [number, number] | undefined {
  const [, unsigned, width] = /^(u?)int(\d+)$/.exec(type) ?? [];
  if (width === undefined) return undefined;
  const bits = Number(width);
  return unsigned ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

const stored = (type: ElementType): { readonly number: number; readonly bits?: number; readonly dtype?: DType } => elementTypes[type];
