import type { DType } from "../../graph/dtype.ts";

/** Types of elements by their numbers in a file. Those with `dtype` are carried in it, exactly as far as their values fit. */
export const elementTypes = {
  float: { number: 1, bytes: 4, dtype: "float32" },
  uint8: { number: 2, bytes: 1, dtype: "uint8" },
  int8: { number: 3, bytes: 1, dtype: "int32" },
  uint16: { number: 4, bytes: 2, dtype: "int32" },
  int16: { number: 5, bytes: 2, dtype: "int32" },
  int32: { number: 6, bytes: 4, dtype: "int32" },
  int64: { number: 7, bytes: 8, dtype: "int32" },
  string: { number: 8 },
  bool: { number: 9, bytes: 1, dtype: "bool" },
  float16: { number: 10, bytes: 2, dtype: "float32" },
  double: { number: 11, bytes: 8, dtype: "float64" },
  uint32: { number: 12, bytes: 4 },
  uint64: { number: 13, bytes: 8 },
  complex64: { number: 14 },
  complex128: { number: 15 },
  bfloat16: { number: 16, bytes: 2, dtype: "float32" },
  float8e4m3fn: { number: 17 },
  float8e4m3fnuz: { number: 18 },
  float8e5m2: { number: 19 },
  float8e5m2fnuz: { number: 20 },
  uint4: { number: 21 },
  int4: { number: 22 },
  float4e2m1: { number: 23 },
  float8e8m0: { number: 24 },
  uint2: { number: 25 },
  int2: { number: 26 },
} as const satisfies Record<string, { readonly number: number; readonly bytes?: number; readonly dtype?: DType }>;

export type ElementType = keyof typeof elementTypes;

const byNumber = new Map(Object.entries(elementTypes).map(([name, { number }]) => [number as number, name as ElementType]));

/** The type with a number, or undefined where ONNX has none. */
export const elementTypeOf = (number: unknown): ElementType | undefined => byNumber.get(Number(number));

/** The dtype that carries elements of a type, or undefined where there is none. */
export const carrierOf = (type: ElementType): DType | undefined => stored(type).dtype;

/** Bytes of an element in raw data, or undefined where dagrad does not read the type. */
export const bytesOf = (type: ElementType): number | undefined => stored(type).bytes;

const stored = (type: ElementType): { readonly number: number; readonly bytes?: number; readonly dtype?: DType } => elementTypes[type];
