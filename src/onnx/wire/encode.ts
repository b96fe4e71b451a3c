import { FormatError } from "../../../graph/errors.ts";
import { type Field, type MessageName, type ModelProto, schema, type TensorProto, type Whole } from "./schema.ts";

interface Messages {
  readonly Model: ModelProto;
  readonly Tensor: TensorProto;
}

/** What protobuf allows a message to have. */
export const mostBytes = 2 ** 31 - 1;

/**
 * The bytes of a message of ONNX in protobuf. First all lengths are worked out, then one buffer is written from front to back: raw data are
 * copied once. What is undefined is left out.
 * FormatError where the message would have 2 GB or more, which no reader of protobuf takes.
 */
export function encode<M extends keyof Messages>(message: M, value: Messages[M]): ReturnType<typeof Uint8Array.of> {
  const lengths: Lengths = new Map();
  const length = measure(message, value as Message, lengths);
  if (length > mostBytes) {
    throw new FormatError(
      `toOnnx: a file must have less than 2 GB, the limit of protobuf, got ${length} bytes; toOnnxFiles puts the weights into files beside it`,
      { code: "onnx-size", expected: `at most ${mostBytes}`, actual: String(length) },
    );
  }
  const writer = new Writer(length, lengths);
  writer.message(message, value as Message);
  return writer.bytes;
}

type Message = Readonly<Record<string, unknown>>;
/** Message → bytes that its fields take. */
type Lengths = Map<Message, number>;

const valuesOf = (message: Message, { name, repeated }: Field): readonly unknown[] => {
  const value = message[name];
  return value === undefined ? [] : repeated ? (value as readonly unknown[]) : [value];
};

function measure(name: MessageName, message: Message, lengths: Lengths): number {
  let length = 0;
  for (const field of schema[name]) {
    for (const value of valuesOf(message, field)) length += wholeLength(8 * field.number) + valueLength(field, value, lengths);
  }
  lengths.set(message, length);
  return length;
}

function valueLength({ type }: Field, value: unknown, lengths: Lengths): number {
  if (type === "float") return 4;
  if (type === "double") return 8;
  if (type === "int64" || type === "int32" || type === "uint64") return wholeLength(value as Whole);
  const length =
    type === "bytes"
      ? (value as Uint8Array).length
      : type === "string"
        ? text.encode(value as string).length
        : measure(type, value as Message, lengths);
  return wholeLength(length) + length;
}

/** Bytes of a whole number in groups of 7 bits. */
function wholeLength(value: Whole): number {
  if (value < 0) return 10;
  if (typeof value === "bigint") return Math.ceil(value.toString(2).length / 7);
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

class Writer {
  readonly bytes: ReturnType<typeof Uint8Array.of>;
  readonly #view: DataView;
  readonly #lengths: Lengths;
  #at = 0;
  constructor(length: number, lengths: Lengths) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
    this.#lengths = lengths;
  }

  message(name: MessageName, message: Message): void {
    for (const field of schema[name]) for (const value of valuesOf(message, field)) this.#field(field, value);
  }

  #field({ number, type }: Field, value: unknown): void {
    const tag = 8 * number;
    if (type === "float") {
      this.#whole(tag + 5);
      this.#view.setFloat32(this.#at, value as number, true);
      this.#at += 4;
    } else if (type === "double") {
      this.#whole(tag + 1);
      this.#view.setFloat64(this.#at, value as number, true);
      this.#at += 8;
    } else if (type === "int64" || type === "int32" || type === "uint64") {
      this.#whole(tag);
      this.#whole(value as Whole);
    } else {
      this.#whole(tag + 2);
      if (type === "bytes" || type === "string") {
        const bytes = type === "bytes" ? (value as Uint8Array) : text.encode(value as string);
        this.#whole(bytes.length);
        this.bytes.set(bytes, this.#at);
        this.#at += bytes.length;
      } else {
        this.#whole(this.#lengths.get(value as Message) as number);
        this.message(type, value as Message);
      }
    }
  }

  /** Groups of 7 bits, lowest first; a negative number in two's complement. */
  #whole(value: Whole): void {
    if (typeof value === "number" && value >= 0) {
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes[this.#at++] = (rest % 128) | 128;
      this.bytes[this.#at++] = rest;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 128n; rest >>= 7n) this.bytes[this.#at++] = Number(rest & 127n) | 128;
    this.bytes[this.#at++] = Number(rest);
  }
}

const text = new TextEncoder();
