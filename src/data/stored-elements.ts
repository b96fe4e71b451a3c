import { allocate, type DType, type TypedArray } from "../../graph/dtype.ts";
import { stridesOf } from "../../graph/shape.ts";

/*
 * Elements as files store them. What dagrad has no dtype for becomes the next wider one, exactly: half floats become float32, and
 * integers int32, where they fit.
 */

/** The dtype that each stored one becomes, and its bytes in a file. */
export const storedTypes = {
  bool: { bytes: 1, becomes: "bool" },
  uint8: { bytes: 1, becomes: "uint8" },
  int8: { bytes: 1, becomes: "int32" },
  uint16: { bytes: 2, becomes: "int32" },
  int16: { bytes: 2, becomes: "int32" },
  uint32: { bytes: 4, becomes: "int32" },
  int32: { bytes: 4, becomes: "int32" },
  uint64: { bytes: 8, becomes: "int32" },
  int64: { bytes: 8, becomes: "int32" },
  float16: { bytes: 2, becomes: "float32" },
  bfloat16: { bytes: 2, becomes: "float32" },
  float32: { bytes: 4, becomes: "float32" },
  float64: { bytes: 8, becomes: "float64" },
} as const satisfies Record<string, { readonly bytes: number; readonly becomes: DType }>;

export type StoredType = keyof typeof storedTypes;
export type ByteOrder = "little" | "big";

/** Raises that the element at a position of the bytes is none that can be read. */
type RefuseElement = (requirement: string, value: string, position: number) => never;

/** The elements of `type` in some bytes, which are theirs alone, as those of the dtype that it becomes; `refuse` is called for one that does not fit. */
export function readElements(type: StoredType, bytes: Uint8Array, order: ByteOrder, refuse: RefuseElement): TypedArray {
  // A copy starts at offset 0, where every typed array may.
  const { buffer } = new Uint8Array(bytes);
  const { bytes: size, becomes } = storedTypes[type];
  if (order === "big") reverseEach(new Uint8Array(buffer), size);
  const length = buffer.byteLength / size;
  switch (type) {
    case "int8":
      return Int32Array.from(new Int8Array(buffer));
    case "int16":
      return Int32Array.from(new Int16Array(buffer));
    case "uint16":
      return Int32Array.from(new Uint16Array(buffer));
    case "uint32":
      return fromUint32(new Int32Array(buffer), refuse);
    case "int64":
    case "uint64":
      return fromInt64(new Int32Array(buffer), type, refuse);
    case "float16":
      return fromFloat16(new Uint16Array(buffer));
    case "bfloat16":
      return fromBfloat16(new Uint16Array(buffer));
    case "bool": {
      const wrong = new Uint8Array(buffer).findIndex((byte) => byte > 1);
      if (wrong >= 0) refuse("bool elements must be 0 or 1", String(new Uint8Array(buffer)[wrong]), wrong);
    }
  }
  // What is left is stored as it is kept.
  return allocate(becomes, length, buffer);
}

/** Reverses the bytes of each element: from one byte order to the other. */
export function reverseEach(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) {
    for (let i = at, j = at + size - 1; i < j; i++, j--) [bytes[i], bytes[j]] = [bytes[j] as number, bytes[i] as number];
  }
}

const mustFit = (type: StoredType): string => `${type} elements must fit int32`;

function fromUint32(words: Int32Array, refuse: RefuseElement): TypedArray {
  const tooLarge = words.findIndex((word) => word < 0);
  if (tooLarge >= 0) refuse(mustFit("uint32"), String((words[tooLarge] as number) >>> 0), tooLarge);
  return allocate("int32", words.length, words.buffer as ArrayBuffer);
}

/** Of each pair of words the lower one, where the upper one only repeats its sign. */
function fromInt64(words: Int32Array, type: "int64" | "uint64", refuse: RefuseElement): TypedArray {
  const data = allocate("int32", words.length / 2);
  for (let i = 0; i < data.length; i++) {
    const [low, high] = [words[2 * i] as number, words[2 * i + 1] as number];
    const fits = type === "int64" ? high === low >> 31 : high === 0 && low >= 0;
    if (!fits) {
      const value = (BigInt(high) << 32n) | BigInt(low >>> 0);
      refuse(mustFit(type), String(type === "int64" ? value : BigInt.asUintN(64, value)), i);
    }
    data[i] = low;
  }
  return data;
}

/** ±fraction · 2^(exponent − 25), with the hidden bit where the exponent is not 0. Source: IEEE 754-2019, binary16. */
function fromFloat16(halves: Uint16Array): TypedArray {
  const data = allocate("float32", halves.length);
  // Raising 2 to a power takes a hundred times as long as looking it up.
  const powers = Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent - 25));
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] as number;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    let size = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    if (exponent === 0) size = fraction * 2 ** -24;
    else if (exponent < 31) size = (1024 + fraction) * (powers[exponent] as number);
    data[i] = half < 0x8000 ? size : -size;
  }
  return data;
}

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(halves: Uint16Array): TypedArray {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] as number) << 16;
  return allocate("float32", words.length, words.buffer);
}

/** The index of the element at a position, the last axis fastest. */
export const indexAt = (position: number, shape: readonly number[]): number[] =>
  stridesOf(shape).map((stride, axis) => Math.floor(position / stride) % (shape[axis] as number));
