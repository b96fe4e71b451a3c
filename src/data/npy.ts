import { allocate, type DType, type TypedArray, type TypedArrayOf } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { sizeOf, stridesOf } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import { checkWritable } from "./check-writable.ts";
import { readNpyHeader } from "./npy-header.ts";

/*
 * NumPy's .npy files: one array with its dtype and shape.
 * Source: numpy.lib.format, versions 1.0, 2.0 and 3.0; little-endian, as all machines that run JavaScript are.
 */

const magic = [0x93, ...[..."NUMPY"].map((letter) => letter.charCodeAt(0))];
/** Characters of a header, at most. Source: max_header_size of numpy.load. */
const longestHeader = 10_000;
/** Data start at a multiple of it, in bytes. */
const alignment = 64;
/** np.save leaves room for the first axis to grow to this many digits. */
const growthDigits = 21;

const descrs = { float32: "<f4", float64: "<f8", int32: "<i4", uint8: "|u1", bool: "|b1" } as const satisfies Record<DType, string>;
const dtypeOf = new Map(Object.entries(descrs).map(([dtype, descr]) => [descr as string, dtype as DType]));
const int64 = "<i8";
const readable = [...dtypeOf.keys(), int64].join(" ");

/** Raises what is wrong with a file. */
type Raise = (code: string, expected: string, actual: string, cure: string) => never;

/**
 * The array in the bytes of a .npy file; int64 becomes int32 where every element fits. `name` stands in errors.
 *
 * Errors: FormatError for another format, a dtype other than float32, float64, int32, int64, uint8 and bool, or missing bytes.
 */
export function fromNpy(bytes: Uint8Array, name = "the array"): NdArray {
  const raise: Raise = (code, expected, actual, cure) => {
    throw new FormatError(`npy: ${name}: ${expected}, got ${actual}; ${cure}`, { code, expected, actual });
  };
  const { text, end } = headerText(bytes, raise);
  const header = readNpyHeader(text);
  if ("expected" in header) return raise("npy-header", header.expected, header.actual, "write it with np.save");
  const { descr, fortranOrder, shape } = header;
  const dtype = descr === int64 ? "int32" : dtypeOf.get(descr);
  if (dtype === undefined) {
    return raise("npy-dtype", `dtype must be one of ${readable}`, showValue(descr), 'convert it, e.g. with .astype("float32")');
  }
  const size = shape.includes(0) ? 0 : sizeOf(shape);
  const wanted = size * Number(descr.slice(2));
  const given = bytes.length - end;
  if (given !== wanted) {
    raise("npy-size", `data of ${descr} [${shape.join(", ")}] must be ${wanted} bytes`, String(given), "copy or save the file again");
  }
  // A copy of its own starts at offset 0, where every typed array may.
  const { buffer } = new Uint8Array(bytes.subarray(end));
  const stored = descr === int64 ? narrow(new BigInt64Array(buffer), raise) : allocate(dtype, size, buffer);
  if (dtype === "bool") checkTruth(stored, raise);
  return new NdArray(fortranOrder ? toRowMajor(stored, shape, dtype) : stored, shape, dtype);
}

/**
 * The bytes of a .npy file of the array, version 1.0, as np.save writes them. FeedError for an array whose elements are gone, OpError for
 * a bool one with others than 0 and 1: no reader would take the file.
 */
export function toNpy(array: NdArray): Uint8Array {
  checkWritable(array, "toNpy");
  const { data, shape, dtype } = array;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dict = `{'descr': '${descrs[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const room = shape.length === 0 ? 0 : growthDigits - String(shape[0]).length;
  const start = magic.length + 4;
  const end = Math.ceil((start + dict.length + room + 1) / alignment) * alignment;
  const header = `${dict.padEnd(end - start - 1)}\n`;
  const bytes = new Uint8Array(end + data.byteLength);
  bytes.set(magic);
  bytes.set([1, 0, header.length & 0xff, header.length >> 8], magic.length);
  for (let i = 0; i < header.length; i++) bytes[start + i] = header.charCodeAt(i);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), end);
  return bytes;
}

/** The text of the header and the position after it. */
function headerText(bytes: Uint8Array, raise: Raise): { readonly text: string; readonly end: number } {
  if (magic.some((byte, i) => bytes[i] !== byte)) {
    raise("npy-magic", "must be a .npy file", bytes.length === 0 ? "an empty file" : "another format", "write it with np.save");
  }
  const [major = 0, minor = 0] = bytes.subarray(magic.length, magic.length + 2);
  if (major < 1 || major > 3 || minor !== 0) raise("npy-version", "version must be 1.0, 2.0 or 3.0", `${major}.${minor}`, "save it again");
  const widthOfLength = major === 1 ? 2 : 4;
  const start = magic.length + 2 + widthOfLength;
  let length = 0;
  for (let i = widthOfLength; i > 0; i--) length = length * 256 + (bytes[start - widthOfLength + i - 1] ?? 0);
  if (length > longestHeader) raise("npy-header", `header must be at most ${longestHeader} bytes`, String(length), "save it again");
  const end = start + length;
  if (end > bytes.length) raise("npy-header", `header must end at byte ${end}`, `a file of ${bytes.length} bytes`, "copy the file again");
  return { text: String.fromCharCode(...bytes.subarray(start, end)), end };
}

function narrow(wide: BigInt64Array, raise: Raise): Int32Array<ArrayBuffer> {
  const data = allocate("int32", wide.length);
  for (let i = 0; i < wide.length; i++) {
    const value = wide[i] as bigint;
    if (value !== BigInt.asIntN(32, value)) {
      raise("npy-range", "int64 elements must fit int32", `${value} at element ${i}`, "convert it to a float dtype");
    }
    data[i] = Number(value);
  }
  return data;
}

function checkTruth(data: TypedArray, raise: Raise): void {
  const bad = data.findIndex((value: number) => value > 1);
  if (bad >= 0) raise("npy-range", "bool elements must be 0 or 1", `${data[bad]} at element ${bad}`, "save it again");
}

/** Elements stored with the first axis fastest, rewritten with the last axis fastest. */
function toRowMajor<D extends DType>(stored: TypedArrayOf<D>, shape: readonly number[], dtype: D): TypedArrayOf<D> {
  const data = allocate(dtype, stored.length);
  const strides = stridesOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  let at = 0;
  for (let i = 0; i < stored.length; i++) {
    data[at] = stored[i] as number;
    for (let axis = 0; axis < shape.length; axis++) {
      at += strides[axis] as number;
      if (++(index[axis] as number) < (shape[axis] as number)) break;
      at -= (strides[axis] as number) * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return data;
}
