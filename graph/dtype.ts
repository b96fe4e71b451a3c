/**
 * The element types of dagrad and the typed arrays that hold them.
 *
 * bool is stored as one byte per element, 0 or 1.
 */
export type FloatType = "float32" | "float64";
export type IntType = "int32" | "uint8";
export type DType = FloatType | IntType | "bool";

/** The typed array that holds elements of dtype D. It is over an ArrayBuffer: what `of` returns, which TypeScript before 5.7 can read, too. */
export interface TypedArrays {
  float32: ReturnType<typeof Float32Array.of>;
  float64: ReturnType<typeof Float64Array.of>;
  int32: ReturnType<typeof Int32Array.of>;
  uint8: ReturnType<typeof Uint8Array.of>;
  bool: ReturnType<typeof Uint8Array.of>;
}
export type TypedArrayOf<D extends DType> = TypedArrays[D];
export type TypedArray = TypedArrays[DType];

/** The bytes of a file or a module. */
export type ByteArray = TypedArrays["uint8"];

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>;

export const dtypes = Object.keys(constructors) as readonly DType[];

/** Bytes of one element. */
export const bytesOf = (dtype: DType): number => constructors[dtype].BYTES_PER_ELEMENT;

/** A zeroed array of `length` elements, or a view of `length` elements at byte `offset` of `buffer`. */
export function allocate<D extends DType>(dtype: D, length: number, buffer?: ArrayBuffer, offset = 0): TypedArrayOf<D> {
  const Constructor = constructors[dtype];
  return (buffer ? new Constructor(buffer, offset, length) : new Constructor(length)) as TypedArrayOf<D>;
}

/** True for the typed array of that dtype, of any realm; clamped bytes are bytes. */
export const isArrayOf = (data: unknown, dtype: DType): boolean => {
  // First what a run asks of each feed: it takes no memory.
  if (data instanceof constructors[dtype]) return true;
  const kind = ArrayBuffer.isView(data) && (data as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  const { name } = constructors[dtype];
  return kind === name || (name === "Uint8Array" && kind === "Uint8ClampedArray");
};

export const isDType = (value: unknown): value is DType => typeof value === "string" && Object.hasOwn(constructors, value);
export const isFloat = (dtype: DType): dtype is FloatType => dtype === "float32" || dtype === "float64";
export const isInt = (dtype: DType): dtype is IntType => dtype === "int32" || dtype === "uint8";

/** Smallest and largest integer that an integer dtype holds. */
export const integerRange = { int32: [-(2 ** 31), 2 ** 31 - 1], uint8: [0, 255], bool: [0, 1] } as const satisfies Record<
  IntType | "bool",
  readonly [number, number]
>;
