/** The typed array of half precision, which newer engines have. */
interface HalfPrecision extends ArrayBufferView {
  readonly [Symbol.toStringTag]: "Float16Array";
  readonly length: number;
  at(index: number): number | undefined;
  [index: number]: number;
}

/** Any typed array of the language, on memory of any kind: Node's Buffer is one, too. */
export type NumberBuffer =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | HalfPrecision
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** True for a typed array of any realm; a DataView has no elements. */
export const isNumberBuffer = (value: unknown): value is NumberBuffer => ArrayBuffer.isView(value) && "length" in value;
