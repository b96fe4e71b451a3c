import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { allocate, type ByteArray, type DType } from "../../graph/dtype.ts";
import { FormatError, OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { sizeOf } from "../../graph/shape.ts";
import { gunzip, gzip, isGzip } from "./gzip.ts";

/*
 * IDX files, the format of MNIST and its family: two zero bytes, a code for the dtype, the number of axes, the size of each axis, the
 * elements; all big-endian. Source: LeCun, Cortes, Burges: The MNIST database of handwritten digits.
 */

interface Code {
  readonly dtype: DType;
  /** Bytes of an element in the file. */
  readonly bytes: number;
  read(view: DataView, at: number): number;
  write(view: DataView, at: number, value: number): void;
}

const uint8: Code = { dtype: "uint8", bytes: 1, read: (v, at) => v.getUint8(at), write: (v, at, x) => v.setUint8(at, x) };
const int8: Code = { dtype: "int32", bytes: 1, read: (v, at) => v.getInt8(at), write: (v, at, x) => v.setInt8(at, x) };
const int16: Code = { dtype: "int32", bytes: 2, read: (v, at) => v.getInt16(at), write: (v, at, x) => v.setInt16(at, x) };
const int32: Code = { dtype: "int32", bytes: 4, read: (v, at) => v.getInt32(at), write: (v, at, x) => v.setInt32(at, x) };
const float32: Code = { dtype: "float32", bytes: 4, read: (v, at) => v.getFloat32(at), write: (v, at, x) => v.setFloat32(at, x) };
const float64: Code = { dtype: "float64", bytes: 8, read: (v, at) => v.getFloat64(at), write: (v, at, x) => v.setFloat64(at, x) };

const codes = new Map([
  [0x08, uint8],
  [0x09, int8],
  [0x0b, int16],
  [0x0c, int32],
  [0x0d, float32],
  [0x0e, float64],
]);
const codeOf: Readonly<Partial<Record<DType, number>>> = { uint8: 0x08, int32: 0x0c, float32: 0x0d, float64: 0x0e };

/**
 * The array in the bytes of an IDX file, plain or gzip; 8- and 16-bit signed integers become int32. `name` stands in errors.
 * FormatError for another format, an unknown dtype, or bytes that are missing or left over.
 */
export function fromIdx(bytes: Uint8Array, name = "the file"): NdArray {
  checkKind(bytes instanceof Uint8Array, "fromIdx", "bytes", "a Uint8Array", bytes, "read the file first");
  const raise = (expected: string, actual: string): never => {
    throw new FormatError(`idx: ${name}: ${expected}, got ${actual}; copy or download the file again`, {
      code: "bad-idx",
      expected,
      actual,
    });
  };
  const plain = isGzip(bytes) ? gunzip(bytes, raise) : bytes;
  if (plain.length < 4 || plain[0] !== 0 || plain[1] !== 0) {
    raise("must be an IDX file, plain or gzip", plain.length === 0 ? "an empty file" : "another format");
  }
  const code = codes.get(plain[2] as number);
  if (code === undefined) return raise("the dtype must be one of the codes 8, 9, 11, 12, 13, 14", String(plain[2]));
  const axes = plain[3] as number;
  const start = 4 + 4 * axes;
  if (plain.length < start) raise(`the header must be ${start} bytes`, `a file of ${plain.length}`);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.includes(0) ? 0 : sizeOf(shape);
  const wanted = size * code.bytes;
  if (plain.length - start !== wanted) raise(`data of [${shape.join(", ")}] must be ${wanted} bytes`, String(plain.length - start));
  const data = allocate(code.dtype, size);
  // Images are bytes, and many.
  if (code === uint8) data.set(plain.subarray(start));
  else for (let i = 0; i < size; i++) data[i] = code.read(view, start + i * code.bytes);
  return new NdArray(data, shape, code.dtype);
}

/** The bytes of an IDX file of the array. OpError for bool, which the format does not have, and for more than 255 axes. */
export function toIdx(array: NdArray, options: { readonly gzip?: boolean } = {}): ByteArray {
  checkKind(array instanceof NdArray, "toIdx", "array", "an NdArray", array, "make one with array(lists, dtype)");
  checkOptions("toIdx", options, ["gzip"]);
  const { data, shape, dtype } = array;
  const { gzip: packed = false } = options;
  const number = codeOf[dtype];
  if (number === undefined || shape.length > 255) {
    throw new OpError(`toIdx: arrays must be uint8, int32, float32 or float64 of at most 255 axes, got ${dtype}; convert it first`, {
      code: "bad-dtype",
      expected: "uint8, int32, float32 or float64",
      actual: dtype,
    });
  }
  const code = codes.get(number) as Code;
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + data.length * code.bytes);
  bytes.set([0, 0, number, shape.length]);
  const view = new DataView(bytes.buffer);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  for (let i = 0; i < data.length; i++) code.write(view, start + i * code.bytes, data[i] as number);
  return packed ? gzip(bytes) : bytes;
}
