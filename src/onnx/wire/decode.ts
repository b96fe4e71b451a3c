import { FormatError } from "../../../graph/errors.ts";
import { type Field, type MessageName, type ModelProto, schema, type TensorProto, type Whole } from "./schema.ts";

interface Messages {
  readonly Model: ModelProto;
  readonly Tensor: TensorProto;
}

/** How deep messages may lie in each other: a graph in a branch in a loop in a function takes about 20. */
const deepest = 100;

const fieldsOf = new Map(
  Object.entries(schema).map(([name, fields]) => [name, new Map(fields.map((field) => [field.number, field]))] as const),
);

/**
 * A message of ONNX from the bytes of protobuf, which are hostile until they were read: lengths that lie, whole numbers that do not end,
 * endless nesting are FormatErrors that name the field. Bytes are views of `bytes`, never copies; fields that are not in the schema are passed over.
 */
export function decode<M extends keyof Messages>(message: M, bytes: Uint8Array): Messages[M] {
  return new Reader(bytes).message(message, bytes.length, message, 0) as Messages[M];
}

class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** All fields up to `end`. `where` is the way to this message, for errors. */
  message(name: MessageName, end: number, where: string, depth: number): unknown {
    if (depth > deepest) throw bad(where, `messages must lie at most ${deepest} deep in each other`, "more", "this file is damaged");
    const fields = fieldsOf.get(name) as ReadonlyMap<number, Field>;
    const message: Record<string, unknown> = {};
    while (this.#at < end) {
      const tag = this.#number(where, end);
      const field = fields.get(Math.floor(tag / 8));
      const path = field === undefined ? where : `${where}.${field.name}`;
      const wire = tag % 8;
      if (field === undefined) this.#pass(wire, end, path);
      else if (wire === 2) this.#lengthy(message, field, end, path, depth);
      else put(message, field, this.#scalar(field, wire, end, path));
    }
    return message;
  }

  /** A field of a stated length: a message, text, bytes, or numbers one after the other. */
  #lengthy(message: Record<string, unknown>, field: Field, end: number, path: string, depth: number): void {
    const stop = this.#length(end, path);
    const { type } = field;
    if (type === "string") put(message, field, text.decode(this.#bytes.subarray(this.#at, stop)));
    else if (type === "bytes") put(message, field, this.#bytes.subarray(this.#at, stop));
    else if (type in schema) {
      put(message, field, this.message(type as MessageName, stop, path, depth + 1));
      return;
    } else {
      const wire = type === "float" ? 5 : type === "double" ? 1 : 0;
      while (this.#at < stop) put(message, field, this.#scalar(field, wire, stop, path));
    }
    this.#at = stop;
  }

  #scalar({ type }: Field, wire: number, end: number, path: string): Whole {
    const expected = type === "float" ? 5 : type === "double" ? 1 : type in schema || type === "string" || type === "bytes" ? 2 : 0;
    if (wire !== expected) throw bad(path, `must be written as ${type}`, `wire type ${wire}`, "this file is damaged");
    if (wire === 0) return this.#whole(path, end);
    this.#room(wire === 5 ? 4 : 8, end, path);
    const value = wire === 5 ? this.#view.getFloat32(this.#at, true) : this.#view.getFloat64(this.#at, true);
    this.#at += wire === 5 ? 4 : 8;
    return value;
  }

  /** Steps over a field that is not in the schema. */
  #pass(wire: number, end: number, path: string): void {
    if (wire === 0) this.#whole(path, end);
    else if (wire === 2) this.#at = this.#length(end, path);
    else if (wire === 1 || wire === 5) {
      this.#room(wire === 5 ? 4 : 8, end, path);
      this.#at += wire === 5 ? 4 : 8;
    } else throw bad(path, "fields must be of wire type 0, 1, 2 or 5", String(wire), "this is no ONNX file, or it is damaged");
  }

  /** Where a field ends whose length stands here. */
  #length(end: number, path: string): number {
    const length = this.#number(path, end);
    this.#room(length, end, path);
    return this.#at + length;
  }

  #room(length: number, end: number, path: string): void {
    if (length <= end - this.#at) return;
    throw bad(path, `must have ${length} bytes`, `${end - this.#at}`, "this file is cut short or damaged");
  }

  /** A tag or length: a whole number that is not negative. */
  #number(path: string, end: number): number {
    const value = this.#whole(path, end);
    if (typeof value === "number" && value >= 0) return value;
    throw bad(path, "lengths must be at most 2⁵³", String(value), "this is no ONNX file, or it is damaged");
  }

  /** A whole number of 64 bits in groups of 7, lowest first, negative ones in two's complement. */
  #whole(path: string, end: number): Whole {
    let low = 0;
    for (let shift = 0, start = this.#at; ; shift += 7) {
      if (this.#at >= end) throw bad(path, "whole numbers must end inside their message", "the end", "this file is cut short or damaged");
      const byte = this.#bytes[this.#at++] as number;
      if (shift >= 49) {
        this.#at = start;
        return this.#large(path, end);
      }
      low += (byte & 127) * 2 ** shift;
      if (byte < 128) return low;
    }
  }

  #large(path: string, end: number): Whole {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (shift > 63n) throw bad(path, "whole numbers must have at most 10 bytes", "more", "this is no ONNX file, or it is damaged");
      if (this.#at >= end) throw bad(path, "whole numbers must end inside their message", "the end", "this file is cut short or damaged");
      const byte = this.#bytes[this.#at++] as number;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
    }
    const signed = BigInt.asIntN(64, value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }
}

const text = new TextDecoder();

function put(message: Record<string, unknown>, { name, repeated }: Field, value: unknown): void {
  if (!repeated) message[name] = value;
  else if (message[name] === undefined) message[name] = [value];
  else (message[name] as unknown[]).push(value);
}

const bad = (where: string, expected: string, actual: string, cure: string): FormatError =>
  new FormatError(`fromOnnx: ${where}: ${expected}, got ${actual}; ${cure}`, { code: "onnx-file", expected, actual });
