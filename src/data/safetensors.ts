import { duplicateKey } from "../../graph/check/duplicate-key.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { ByteArray, DType } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { isSize, showShape, sizeOf } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import { checkArrays, checkBytes } from "./check-arrays.ts";
import { checkWritable } from "./check-writable.ts";
import { type ArrayReaders, chosenArrays } from "./chosen-arrays.ts";
import { raiseOther } from "./other-content.ts";
import { cutOff, problemsOf, type RaiseProblem } from "./raise-problem.ts";
import { type ReadOptions, readOptions } from "./read-options.ts";
import { indexAt, readElements, type StoredType, storedTypes } from "./stored-elements.ts";

/** Tensors by name and free text beside them: what a safetensors file holds. */
export interface Safetensors<Name extends string = string> {
  readonly tensors: Readonly<Record<Name, NdArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What dagrad writes, in the order in which the reference implementation puts dtypes. */
const codes = { float64: "F64", float32: "F32", int32: "I32", uint8: "U8", bool: "BOOL" } as const satisfies Record<DType, string>;
const written = Object.keys(codes);

/** What files hold, as the reference implementation names it. */
const stored: Readonly<Record<string, StoredType>> = {
  ...{ BOOL: "bool", U8: "uint8", I8: "int8", U16: "uint16", I16: "int16", U32: "uint32", I32: "int32", U64: "uint64", I64: "int64" },
  ...{ F16: "float16", BF16: "bfloat16", F32: "float32", F64: "float64" },
};

/** What is wrong with an entry; without one, with the file. */
type Raise = (expected: string, actual: string, entry?: string) => never;

/** Largest header that is read, as in the reference implementation. */
const largestHeader = 100_000_000;
/** A header begins with it. */
const openingBrace = 0x7b;

/**
 * The bytes of a safetensors file: header length, JSON header, elements little-endian and aligned to 8 bytes, largest dtype first:
 * the same bytes as from Python. Source: huggingface/safetensors, format specification; little-endian, as all machines that run JavaScript are.
 */
export function toSafetensors(content: {
  readonly tensors: Safetensors["tensors"];
  readonly metadata?: Safetensors["metadata"];
}): ByteArray {
  checkOptions("toSafetensors", content, ["tensors arrays parameters", "metadata"]);
  checkArrays("toSafetensors", "tensors", content?.tensors);
  const { tensors, metadata = {} } = content;
  const names = Object.keys(tensors).sort((a, b) => {
    const rank = written.indexOf((tensors[a] as NdArray).dtype) - written.indexOf((tensors[b] as NdArray).dtype);
    return rank !== 0 ? rank : a < b ? -1 : 1;
  });
  // Without a prototype, so that every name is a plain key.
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const name of names) {
    checkWritable(tensors[name] as NdArray, `safetensors: "${name}"`);
    const { dtype, shape, data } = tensors[name] as NdArray;
    if (name === "__metadata__")
      throw new FormatError('safetensors: a tensor cannot be named "__metadata__"; rename it', { code: "bad-name", node: name });
    header[name] = { dtype: codes[dtype], shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(text, 8);
  let offset = 8 + headerLength;
  for (const name of names) {
    const { data } = tensors[name] as NdArray;
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return file;
}

/**
 * Reads the bytes of a safetensors file, hostile until checked: all tensors, or those that `only` names, so that an odd one does not lock
 * the others. F16 and BF16 become float32; integers become int32, but U8 stays; other dtypes stay. A text in place of the options is the
 * name of the file in errors.
 *
 * FormatError with the entry that is wrong: a truncated or oversized header, no JSON, a tensor twice, offsets that leave the file, overlap
 * or leave gaps, a size that is not the shape's; of those that are read, a dtype that dagrad has none for, and an integer that int32 does
 * not hold.
 */
export function fromSafetensors<Name extends string = string>(
  bytes: Uint8Array,
  options: string | ReadOptions<Name> = {},
): Safetensors<Name> {
  checkBytes("fromSafetensors", bytes);
  const { only, name = "the file" } = readOptions("fromSafetensors", options);
  const { readers, metadata } = safetensorsReaders(bytes, name);
  return { tensors: chosenArrays(readers, only, problemsOf("safetensors", name)) as Record<Name, NdArray>, metadata };
}

/** What reads each tensor of a safetensors file, and the texts beside them. */
export function safetensorsReaders(bytes: Uint8Array, name: string): { readonly readers: ArrayReaders } & Pick<Safetensors, "metadata"> {
  const problem = problemsOf("safetensors", name);
  const raise: Raise = (expected, actual, entry) => problem("bad-safetensors", expected, actual, "copy or save the file again", entry);
  const header = headerOf(bytes, raise, problem);
  const { __metadata__: metadata = null, ...named } = header.entries;
  const entries = Object.entries(named).map(([entry, value]) => entryOf(entry, value, raise));
  checkCover(entries, bytes.length - header.end, header.end, raise, problem);
  return {
    readers: new Map(entries.map((entry) => [entry.name, () => tensorOf(entry, bytes.subarray(header.end), problem)])),
    metadata: metadataOf(metadata, raise),
  };
}

interface Entry {
  readonly name: string;
  readonly code: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function tensorOf({ name, code, shape, start, end }: Entry, data: Uint8Array, problem: RaiseProblem): NdArray {
  const type = Object.hasOwn(stored, code) ? stored[code] : undefined;
  if (type === undefined) {
    const known = Object.keys(stored).join(", ");
    return problem("safetensors-dtype", `dtype must be one of ${known}`, showValue(code), "save the tensor as F32 or F16", name);
  }
  const elements = readElements(type, data.subarray(start, end), "little", (requirement, value, position) =>
    problem(
      "safetensors-range",
      requirement,
      `${value} at ${showShape(indexAt(position, shape))}`,
      type === "bool" ? "save the file again" : "save the tensor as F64",
      name,
    ),
  );
  return new NdArray(elements, shape, storedTypes[type].becomes);
}

function headerOf(
  bytes: Uint8Array,
  raise: Raise,
  problem: RaiseProblem,
): { readonly entries: Record<string, unknown>; readonly end: number } {
  const length = bytes.length < 8 ? 0 : Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (bytes.length < 9 || bytes[8] !== openingBrace) {
    return raiseOther(bytes, problem, "bad-safetensors", "must be a safetensors file", "copy or save the file again");
  }
  if (length > largestHeader) return raise(`the header must be at most ${largestHeader} bytes`, `${length}`);
  if (length > bytes.length - 8) return cutOff(problem, `${bytes.length} bytes, of which the header alone is ${8 + length}`);
  let text: string;
  let entries: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length));
    entries = JSON.parse(text);
  } catch (error) {
    return raise("the header must be JSON", error instanceof Error ? error.message : String(error));
  }
  if (typeof entries !== "object" || entries === null || Array.isArray(entries))
    return raise("the header must be an object", showValue(entries));
  const twice = duplicateKey(text);
  if (twice !== undefined) return raise("every key must be there once", "it twice", String(twice[0]));
  return { entries: entries as Record<string, unknown>, end: 8 + length };
}

function entryOf(name: string, entry: unknown, raise: Raise): Entry {
  if (typeof entry !== "object" || entry === null) return raise("an entry must be an object", showValue(entry), name);
  const { dtype: code, shape, data_offsets: offsets } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  if (typeof code !== "string") return raise("dtype must be a name", showValue(code), name);
  if (!isSizes(shape) || shape.length > 64) return raise("shape must be a list of sizes", showValue(shape), name);
  if (!isSizes(offsets) || offsets.length !== 2) return raise("data_offsets must be two positions", showValue(offsets), name);
  const [start, end] = offsets as [number, number];
  if (start > end) return raise("data_offsets must be a begin and an end", `[${start}, ${end}]`, name);
  // Of other dtypes the size is not known, and not read.
  const type = Object.hasOwn(stored, code) ? stored[code] : undefined;
  const size = type === undefined ? end - start : sizeOf(shape) * storedTypes[type].bytes;
  if (size !== end - start) return raise(`${code}[${shape.join(", ")}] takes ${size} bytes`, `${end - start}`, name);
  return { name, code, shape, start, end };
}

const isSizes = (value: unknown): value is number[] => Array.isArray(value) && value.every(isSize);

function metadataOf(entry: unknown, raise: Raise): Record<string, string> {
  if (typeof entry !== "object" || Object.values(entry ?? {}).some((value) => typeof value !== "string")) {
    return raise("metadata must be texts by name", typeof entry, "__metadata__");
  }
  return Object.fromEntries(Object.entries(entry ?? {}));
}

/** Tensors lie one after another, from the end of the header to that of the file. Source: format specification, "no holes". */
function checkCover(entries: readonly Entry[], bytes: number, headerEnd: number, raise: Raise, problem: RaiseProblem): void {
  let at = 0;
  for (const { name, start, end } of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== at) raise(`data must go on at byte ${at}, without gap or overlap`, `byte ${start}`, name);
    at = end;
  }
  if (at > bytes) cutOff(problem, `${headerEnd + bytes} of ${headerEnd + at} bytes`);
  if (at < bytes) raise(`tensors must cover the ${bytes} bytes of data`, `${at}`);
}
