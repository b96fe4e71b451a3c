import { duplicateKey } from "../../graph/check/duplicate-key.ts";
import { allocate, type ByteArray, bytesOf, type DType } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showValue } from "../../graph/show-value.ts";
import { checkWritable } from "./check-writable.ts";

/** Tensors by name and free text beside them: what a safetensors file holds. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, NdArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const codes = { float32: "F32", float64: "F64", int32: "I32", uint8: "U8", bool: "BOOL" } as const satisfies Record<DType, string>;
const dtypeOf = new Map(Object.entries(codes).map(([dtype, code]) => [code as string, dtype as DType]));

/** Raises what is wrong with an entry; "" is the file itself. */
type Raise = (entry: string, expected: string, actual: string) => never;

/** Largest header that is read, as in the reference implementation. */
const largestHeader = 100_000_000;

/**
 * The bytes of a safetensors file: header length, JSON header, elements little-endian and aligned to 8 bytes, largest dtype first.
 * Source: huggingface/safetensors, format specification; little-endian, as all machines that run JavaScript are.
 */
export function toSafetensors({
  tensors,
  metadata = {},
}: {
  readonly tensors: Safetensors["tensors"];
  readonly metadata?: Safetensors["metadata"];
}): ByteArray {
  const names = Object.keys(tensors).sort((a, b) => {
    const size = bytesOf((tensors[b] as NdArray).dtype) - bytesOf((tensors[a] as NdArray).dtype);
    return size !== 0 ? size : a < b ? -1 : 1;
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
 * Reads a safetensors file, hostile until checked. FormatError with the entry that is wrong: a truncated or oversized header,
 * no JSON, a tensor twice, an unknown dtype, offsets that leave the file, overlap or leave gaps, a size that is not the shape's.
 * `file` is its name in errors.
 */
export function fromSafetensors(bytes: Uint8Array, file = "the file"): Safetensors {
  const raise: Raise = (entry, expected, actual) => fail(file, entry, expected, actual);
  const header = headerOf(bytes, raise);
  const tensors: [string, NdArray][] = [];
  const ranges: { readonly name: string; readonly start: number; readonly end: number }[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header.entries)) {
    if (name === "__metadata__") {
      metadata = metadataOf(entry, raise);
      continue;
    }
    const { dtype, shape, start, end } = entryOf(name, entry, bytes.length - header.end, raise);
    ranges.push({ name, start, end });
    const data = allocate(dtype, (end - start) / bytesOf(dtype));
    const raw = new Uint8Array(data.buffer);
    raw.set(bytes.subarray(header.end + start, header.end + end));
    if (dtype === "bool")
      for (let i = 0; i < raw.length; i++) if ((raw[i] as number) > 1) return raise(name, "bool elements must be 0 or 1", String(raw[i]));
    tensors.push([name, new NdArray(data, shape, dtype)]);
  }
  checkCover(ranges, bytes.length - header.end, raise);
  return { tensors: Object.fromEntries(tensors), metadata };
}

function headerOf(bytes: Uint8Array, raise: Raise): { readonly entries: Record<string, unknown>; readonly end: number } {
  if (bytes.length < 8) return raise("", "a file has at least 8 bytes", `${bytes.length}`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > largestHeader || length > bytes.length - 8)
    return raise("", `the header must fit into the file of ${bytes.length} bytes`, `a header of ${length} bytes`);
  let text: string;
  let entries: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length));
    entries = JSON.parse(text);
  } catch (error) {
    return raise("", "the header must be JSON", error instanceof Error ? error.message : String(error));
  }
  if (typeof entries !== "object" || entries === null || Array.isArray(entries))
    return raise("", "the header must be an object", showValue(entries));
  const twice = duplicateKey(text);
  if (twice !== undefined) return raise(String(twice[0]), "every key must be there once", "it twice");
  return { entries: entries as Record<string, unknown>, end: 8 + length };
}

function entryOf(
  name: string,
  entry: unknown,
  bytes: number,
  raise: Raise,
): { readonly dtype: DType; readonly shape: readonly number[]; readonly start: number; readonly end: number } {
  if (typeof entry !== "object" || entry === null) return raise(name, "an entry must be an object", showValue(entry));
  const { dtype: code, shape, data_offsets: offsets } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const dtype = dtypeOf.get(code as string);
  if (dtype === undefined) return raise(name, `dtype must be one of ${[...dtypeOf.keys()].join(", ")}`, showValue(code));
  if (!isSizes(shape) || shape.length > 64) return raise(name, "shape must be a list of sizes", showValue(shape));
  if (!isSizes(offsets) || offsets.length !== 2) return raise(name, "data_offsets must be two positions", showValue(offsets));
  const [start, end] = offsets as [number, number];
  if (start > end || end > bytes) return raise(name, `data_offsets must lie in the ${bytes} bytes of data`, `[${start}, ${end}]`);
  const size = shape.reduce((product, dim) => product * dim, 1) * bytesOf(dtype);
  if (size !== end - start) return raise(name, `${code}[${shape.join(", ")}] takes ${size} bytes`, `${end - start}`);
  return { dtype, shape, start, end };
}

const isSizes = (value: unknown): value is number[] => Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

function metadataOf(entry: unknown, raise: Raise): Record<string, string> {
  if (typeof entry !== "object" || entry === null || Object.values(entry).some((value) => typeof value !== "string")) {
    return raise("__metadata__", "metadata must be texts by name", typeof entry);
  }
  return Object.fromEntries(Object.entries(entry)) as Record<string, string>;
}

function checkCover(ranges: { readonly name: string; readonly start: number; readonly end: number }[], bytes: number, raise: Raise): void {
  let at = 0;
  for (const { name, start, end } of ranges.sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== at) raise(name, `data must go on at byte ${at}, without gap or overlap`, `byte ${start}`);
    at = end;
  }
  if (at !== bytes) raise("", `tensors must cover the ${bytes} bytes of data`, `${at}`);
}

function fail(file: string, entry: string, expected: string, actual: string): never {
  const where = entry === "" ? "" : ` (entry ${showValue(entry)})`;
  throw new FormatError(`safetensors: ${file}: ${expected}, got ${actual}${where}; the file is damaged or of another format`, {
    code: "bad-safetensors",
    ...(entry !== "" && { node: entry }),
    expected,
    actual,
  });
}
