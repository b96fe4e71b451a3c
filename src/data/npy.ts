import { allocate, type DType, type TypedArray } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showShape, sizeOf, stridesOf } from "../../graph/shape.ts";
import { checkArray, checkBytes } from "./check-arrays.ts";
import { checkWritable } from "./check-writable.ts";
import { readNpyHeader } from "./npy-header.ts";
import { npyType } from "./npy-types.ts";
import { raiseOther } from "./other-content.ts";
import { cutOff, problemsOf, type RaiseProblem } from "./raise-problem.ts";
import { indexAt, readElements, storedTypes } from "./stored-elements.ts";

/*
 * NumPy's .npy files: one array with its dtype and shape.
 * Source: numpy.lib.format, versions 1.0, 2.0 and 3.0. What is written is little-endian, as all machines that run JavaScript are.
 */

const magic = [0x93, ...[..."NUMPY"].map((letter) => letter.charCodeAt(0))];
/** Characters of a header, at most. Source: max_header_size of numpy.load. */
const longestHeader = 10_000;
/** Data start at a multiple of it, in bytes. */
const alignment = 64;
/** np.save leaves room for the first axis to grow to this many digits. */
const growthDigits = 21;
const latin = new TextDecoder("latin1");
const utf8 = new TextDecoder();

const descrs = { float32: "<f4", float64: "<f8", int32: "<i4", uint8: "|u1", bool: "|b1" } as const satisfies Record<DType, string>;
/**
 * The array in the bytes of a .npy file, of any integer, float or bool dtype and either byte order. float16 becomes float32; integers
 * become int32, but uint8 stays; other dtypes stay. `name` stands in errors.
 *
 * Errors: FormatError for another format, for elements that are no real numbers, for integers that int32 does not hold, and for missing
 * bytes.
 */
export function fromNpy(bytes: Uint8Array, name = "the array"): NdArray {
  checkBytes("fromNpy", bytes);
  return readNpy(bytes, problemsOf("npy", name), (save) => `in Python write np.save("x.npy", ${save})`);
}

/** As `fromNpy`; `advise` says how what a line of Python gives is saved in place of the array `a`. */
export function readNpy(bytes: Uint8Array, raise: RaiseProblem, advise: (save: string) => string): NdArray {
  const { text, end } = headerText(bytes, raise);
  const header = readNpyHeader(text);
  if ("expected" in header) return raise("npy-header", header.expected, header.actual, "write it with np.save");
  const { descr, fortranOrder, shape } = header;
  const found = npyType(descr);
  if ("is" in found) {
    const { is, save, note } = found;
    return raise("npy-dtype", "elements must be integers, floats or bool", is, note ? `${advise(save)}, ${note}` : advise(save));
  }
  const { type, order } = found;
  const wanted = end + sizeOf(shape) * storedTypes[type].bytes;
  if (bytes.length < wanted && Number.isSafeInteger(wanted)) cutOff(raise, `${bytes.length} of ${wanted} bytes`);
  if (bytes.length !== wanted) {
    raise("npy-size", `a file of ${type}${showShape(shape)} must be ${wanted} bytes`, String(bytes.length), "save one array in each file");
  }
  const stored = readElements(type, bytes.subarray(end), order, (requirement, value, position) => {
    const at = showShape(fortranOrder ? indexAt(position, [...shape].reverse()).reverse() : indexAt(position, shape));
    const cure = type === "bool" ? "save it again" : advise('a.astype("float64")');
    raise("npy-range", requirement, `${value} at ${at}`, cure);
  });
  const { becomes } = storedTypes[type];
  return new NdArray(fortranOrder ? toRowMajor(stored, shape, becomes) : stored, shape, becomes);
}

/**
 * The bytes of a .npy file of the array, version 1.0, as np.save writes them. FeedError for an array whose elements are gone, OpError for
 * a bool one with others than 0 and 1: no reader would take the file.
 */
export function toNpy(array: NdArray): Uint8Array {
  checkArray("toNpy", array);
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
function headerText(bytes: Uint8Array, raise: RaiseProblem): { readonly text: string; readonly end: number } {
  if (bytes.length > 0 && bytes.length < magic.length + 2 && magic.every((byte, i) => i >= bytes.length || bytes[i] === byte)) {
    cutOff(raise, `the first ${bytes.length} bytes`);
  }
  if (magic.some((byte, i) => bytes[i] !== byte)) raiseOther(bytes, raise, "npy-magic", "must be a .npy file", "write it with np.save");
  const [major = 0, minor = 0] = bytes.subarray(magic.length, magic.length + 2);
  if (major < 1 || major > 3 || minor !== 0) raise("npy-version", "version must be 1.0, 2.0 or 3.0", `${major}.${minor}`, "save it again");
  const widthOfLength = major === 1 ? 2 : 4;
  const start = magic.length + 2 + widthOfLength;
  if (start > bytes.length) cutOff(raise, `the first ${bytes.length} bytes`);
  let length = 0;
  for (let i = widthOfLength; i > 0; i--) length = length * 256 + (bytes[start - widthOfLength + i - 1] as number);
  if (length > longestHeader) {
    // As numpy.load says; only names of many fields make it longer.
    raise("npy-header", `header must be at most ${longestHeader} bytes`, String(length), "save one array of plain numbers in each file");
  }
  const end = start + length;
  if (end > bytes.length) cutOff(raise, `${bytes.length} bytes, of which the header alone is ${end}`);
  return { text: (major === 3 ? utf8 : latin).decode(bytes.subarray(start, end)), end };
}

/** Elements stored with the first axis fastest, rewritten with the last axis fastest. */
function toRowMajor(stored: TypedArray, shape: readonly number[], dtype: DType): TypedArray {
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
