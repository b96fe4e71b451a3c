import { checkOptions } from "../../graph/check-options.ts";
import type { ByteArray, DType } from "../../graph/dtype.ts";
import { OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showShape, sizeOf } from "../../graph/shape.ts";
import { checkArray, checkBytes } from "./check-arrays.ts";
import { gunzip, gzip, isGzip } from "./gzip.ts";
import { raiseOther } from "./other-content.ts";
import { cutOff, problemsOf } from "./raise-problem.ts";
import { readElements, reverseEach, type StoredType, storedTypes } from "./stored-elements.ts";

/*
 * IDX files, the format of MNIST and its family: two zero bytes, a code for the dtype, the number of axes, the size of each axis, the
 * elements; all big-endian. Source: LeCun, Cortes, Burges: The MNIST database of handwritten digits.
 */

const codes = new Map<number, StoredType>([
  [0x08, "uint8"],
  [0x09, "int8"],
  [0x0b, "int16"],
  [0x0c, "int32"],
  [0x0d, "float32"],
  [0x0e, "float64"],
]);
const codeOf: Readonly<Partial<Record<DType, number>>> = { uint8: 0x08, int32: 0x0c, float32: 0x0d, float64: 0x0e };
const again = "copy or download the file again";

/**
 * The array in the bytes of an IDX file, plain or gzip; 8- and 16-bit signed integers become int32. `name` stands in errors.
 * FormatError for another format, an unknown dtype, or bytes that are missing or left over.
 */
export function fromIdx(bytes: Uint8Array, name = "the file"): NdArray {
  checkBytes("fromIdx", bytes);
  const raise = problemsOf("idx", name);
  const plain = isGzip(bytes) ? gunzip(bytes, raise, "bad-idx") : bytes;
  if (plain.length < 4 || plain[0] !== 0 || plain[1] !== 0)
    raiseOther(plain, raise, "bad-idx", "must be an IDX file, plain or gzip", again);
  const type = codes.get(plain[2] as number);
  if (type === undefined) return raise("bad-idx", "the dtype must be one of the codes 8, 9, 11, 12, 13, 14", String(plain[2]), again);
  const axes = plain[3] as number;
  const start = 4 + 4 * axes;
  if (plain.length < start) cutOff(raise, `${plain.length} bytes, of which the header alone is ${start}`);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const wanted = start + sizeOf(shape) * storedTypes[type].bytes;
  if (plain.length < wanted && Number.isSafeInteger(wanted)) cutOff(raise, `${plain.length} of ${wanted} bytes`);
  if (plain.length !== wanted)
    raise("bad-idx", `a file of ${type}${showShape(shape)} must be ${wanted} bytes`, String(plain.length), again);
  const data = readElements(type, plain.subarray(start), "big", (requirement, value) => raise("bad-idx", requirement, value, again));
  return new NdArray(data, shape, storedTypes[type].becomes);
}

/** The bytes of an IDX file of the array. OpError for bool, which the format does not have, and for more than 255 axes. */
export function toIdx(array: NdArray, options: { readonly gzip?: boolean } = {}): ByteArray {
  checkArray("toIdx", array);
  checkOptions("toIdx", options, ["gzip"]);
  const { data, shape, dtype } = array;
  const number = codeOf[dtype];
  if (number === undefined || shape.length > 255) {
    throw new OpError(`toIdx: arrays must be uint8, int32, float32 or float64 of at most 255 axes, got ${dtype}; convert it first`, {
      code: "bad-dtype",
      expected: "uint8, int32, float32 or float64",
      actual: dtype,
    });
  }
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([0, 0, number, shape.length]);
  const view = new DataView(bytes.buffer);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  const elements = bytes.subarray(start);
  elements.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  reverseEach(elements, data.BYTES_PER_ELEMENT);
  return options.gzip ? gzip(bytes) : bytes;
}
