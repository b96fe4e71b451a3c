import { FormatError } from "../../../graph/errors.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { readElements, type StoredType, storedTypes } from "../../data/stored-elements.ts";
import { bitsOf, type ElementType, elementTypeOf, isFloatType } from "../element-types.ts";
import { floatOfBits } from "../small-floats.ts";
import type { TensorProto, Whole } from "../wire/schema.ts";
import { type Known, known } from "./values.ts";

/** The bytes of files beside the model, by the name that it calls them. */
export type ExternalData = Readonly<Record<string, Uint8Array>>;

const fail = (code: string, where: string, expected: string, actual: string, cure: string): never => {
  throw new FormatError(`fromOnnx: tensor ${JSON.stringify(where)}: ${expected}, got ${actual}; ${cure}`, { code, expected, actual });
};

/** Type, shape and numbers of a tensor of the file, all checked. */
export function readTensor(tensor: TensorProto, where: string, external: ExternalData = {}): Known {
  const type =
    elementTypeOf(tensor.dataType) ??
    fail("onnx-file", where, "must be of a type of ONNX", `number ${tensor.dataType}`, "this file is damaged");
  const shape = (tensor.dims ?? []).map((dim) => sizeFrom(dim, where));
  const count = sizeOf(shape);
  if (!Number.isSafeInteger(count))
    fail("onnx-file", where, "must have at most 2⁵³ elements", `[${shape.join(", ")}]`, "this file is damaged");
  const data =
    tensor.dataLocation === 1 || tensor.rawData !== undefined
      ? fromBytes(tensor, type, count, where, external)
      : fromNumbers(tensor, type, count, where);
  // A tensor without elements needs no field for them, whatever its type.
  if (data.length !== count)
    fail("onnx-file", where, `must have ${count} elements`, String(data.length), "this file is cut short or damaged");
  return known(type, shape, data);
}

function sizeFrom(dim: Whole, where: string): number {
  if (typeof dim === "number" && dim >= 0) return dim;
  return fail("onnx-file", where, "dims must be sizes", String(dim), "this file is damaged");
}

function fromBytes(tensor: TensorProto, type: ElementType, count: number, where: string, external: ExternalData): ArrayLike<number> {
  const bytes = tensor.dataLocation === 1 ? fromOutside(tensor, where, external) : (tensor.rawData as Uint8Array);
  const bits = bitsOf(type) ?? unsupported(type, where);
  const size = Math.ceil((count * bits) / 8);
  if (bytes.length !== size) fail("onnx-file", where, `must have ${size} bytes`, String(bytes.length), "this file is cut short or damaged");
  return elementsFrom(bytes, type, count, where);
}

/** Elements as raw data has them, lowest byte first. */
function elementsFrom(bytes: Uint8Array, type: ElementType, count: number, where: string): ArrayLike<number> {
  if (type === "int64" || type === "uint64" || type === "uint32") return wholeFrom(bytes, type);
  const name = type === "float" ? "float32" : type === "double" ? "float64" : type;
  if (!(name in storedTypes)) return codesFrom(bytes, type, count);
  return readElements(name as StoredType, bytes, "little", (expected, value, at) =>
    fail("onnx-file", where, expected, `${value} at ${at}`, "this file is damaged"),
  );
}

/** Elements of at most 8 bits, the first one lowest in its byte. */
function codesFrom(bytes: Uint8Array, type: ElementType, count: number): ArrayLike<number> {
  const bits = bitsOf(type) as number;
  const each = 8 / bits;
  const code = (i: number): number => ((bytes[Math.floor(i / each)] as number) >> (bits * (i % each))) & (2 ** bits - 1);
  if (isFloatType(type)) return Float32Array.from({ length: count }, (_, i) => floatOfBits(code(i), type));
  const negative = type.startsWith("int") ? 2 ** (bits - 1) : 2 ** bits;
  return Int8Array.from({ length: count }, (_, i) => (code(i) < negative ? code(i) : code(i) - 2 ** bits));
}

/** Whole numbers as far as a float64 tells them apart: those beyond are only "to the end" and the like. */
function wholeFrom(bytes: Uint8Array, type: "int64" | "uint64" | "uint32"): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = type === "uint32" ? 4 : 8;
  return Float64Array.from({ length: bytes.length / size }, (_, i) => {
    if (type === "uint32") return view.getUint32(size * i, true);
    return Number(type === "int64" ? view.getBigInt64(size * i, true) : view.getBigUint64(size * i, true));
  });
}

/** Elements that stand in the file one by one. */
function fromNumbers(tensor: TensorProto, type: ElementType, count: number, where: string): ArrayLike<number> {
  const { floatData = [], doubleData = [], int32Data = [], int64Data = [], uint64Data = [] } = tensor;
  switch (type) {
    case "float":
      return Float32Array.from(floatData);
    case "double":
      return Float64Array.from(doubleData);
    case "int64":
      return Float64Array.from(int64Data, Number);
    case "uint32":
    case "uint64":
      return Float64Array.from(uint64Data, (value) => Number(BigInt.asUintN(64, BigInt(value))));
    case "int32":
    case "int16":
    case "int8":
    case "uint16":
    case "uint8":
    case "bool":
      return Int32Array.from(int32Data, Number);
  }
  const bits = bitsOf(type) ?? unsupported(type, where);
  const codes = Uint16Array.from(int32Data, Number);
  // What is left of the last byte holds no elements; of a field that is cut short there are fewer, which is seen by whoever counts them.
  const held = bits < 8 ? Math.min(count, codes.length * (8 / bits)) : codes.length;
  return elementsFrom(bits === 16 ? new Uint8Array(codes.buffer) : Uint8Array.from(codes), type, held, where);
}

/** The part of a file beside the model that the tensor names. Only names that were given are looked up: nothing is opened. */
function fromOutside({ externalData = [] }: TensorProto, where: string, external: ExternalData): Uint8Array {
  const entry = (key: string): string | undefined => externalData.find((pair) => pair.key === key)?.value;
  const location = entry("location") ?? fail("onnx-file", where, "external data must have a location", "none", "this file is damaged");
  const bytes = Object.hasOwn(external, location) ? external[location] : undefined;
  if (bytes === undefined) {
    return fail(
      "onnx-external-data",
      where,
      "its numbers lie in another file",
      JSON.stringify(location),
      `pass externalData: { ${JSON.stringify(location)}: the bytes of that file }`,
    );
  }
  const offset = Number(entry("offset") ?? 0);
  const length = Number(entry("length") ?? bytes.length - offset);
  if (!(Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0 && offset + length <= bytes.length)) {
    const actual = `${length} at ${offset} of ${bytes.length}`;
    return fail("onnx-file", where, "offset and length must lie in the file", actual, "this is another file, or it is cut short");
  }
  return bytes.subarray(offset, offset + length);
}

const unsupported = (type: ElementType, where: string): never =>
  fail("onnx-unsupported", where, "elements must be of a type that dagrad can carry", type, "convert the model to float32");
