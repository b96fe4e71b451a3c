import { zipSync } from "fflate";
import type { ByteArray } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";
import { inflate, type RaiseProblem, verified } from "./inflate.ts";

/*
 * Archives, as far as .npz files go: entries stored or deflated, one disk, no encryption. The directory at the end is what counts.
 * Source: PKWARE APPNOTE 6.3, sections 4.3 and 4.5.3.
 */

const signatures = { end: 0x06054b50, wideEnd: 0x06064b50, wideLocator: 0x07064b50, entry: 0x02014b50, local: 0x04034b50 } as const;
const endLength = 22;
const entryLength = 46;
const localLength = 30;
const longestComment = 0xffff;
/** Stands where the value is in the zip64 field. */
const elsewhere = 0xffffffff;
const latin = new TextDecoder("latin1");
const utf8 = new TextDecoder();

/** Pieces of an archive by name, in the order of its directory. FormatError that names archive and entry where it is damaged. */
export function unzip(bytes: Uint8Array, name: string): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const raise: RaiseProblem = (expected, actual) => fail(name, undefined, expected, actual);
  const { start, count } = directory(view, raise);
  const entries = new Map<string, Uint8Array>();
  // Entries take room of their own; one that many names share is a trap for memory.
  let claimed = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    const entry = entryAt(view, bytes, at, raise);
    const bad: RaiseProblem = (expected, actual) => fail(name, entry.name, expected, actual);
    if (entries.has(entry.name)) bad("an entry must be there once", "it twice");
    claimed += entry.packedSize;
    if (claimed > bytes.length) bad("entries must not overlap", `${claimed} packed bytes in a file of ${bytes.length}`);
    entries.set(entry.name, unpack(view, bytes, entry, bad));
    at = entry.next;
  }
  return entries;
}

/** The bytes of an archive, the same on every day; `level` 0 stores, 6 is the usual effort. */
export const zip = (entries: ReadonlyMap<string, Uint8Array>, level: 0 | 6): ByteArray =>
  new Uint8Array(zipSync(Object.fromEntries(entries), { level, mtime: new Date(1980, 0, 1) }));

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header is. */
  readonly local: number;
  /** Where the next entry of the directory is. */
  readonly next: number;
}

function directory(view: DataView, raise: RaiseProblem): { readonly start: number; readonly count: number } {
  const first = Math.max(0, view.byteLength - endLength - longestComment);
  let at = view.byteLength - endLength;
  while (at >= first && view.getUint32(at, true) !== signatures.end) at--;
  if (at < first) return raise("must be a .zip archive", view.byteLength === 0 ? "an empty file" : "another format, or a part of one");
  const count = view.getUint16(at + 10, true);
  const start = view.getUint32(at + 16, true);
  const locator = at - 20;
  if (locator < 0 || view.getUint32(locator, true) !== signatures.wideLocator) return { start, count };
  const wide = Number(view.getBigUint64(locator + 8, true));
  if (wide + 56 > view.byteLength || view.getUint32(wide, true) !== signatures.wideEnd) {
    raise("the zip64 directory must be in the file", `byte ${wide} of ${view.byteLength}`);
  }
  return { start: Number(view.getBigUint64(wide + 48, true)), count: Number(view.getBigUint64(wide + 32, true)) };
}

function entryAt(view: DataView, bytes: Uint8Array, at: number, raise: RaiseProblem): Entry {
  if (at + entryLength > view.byteLength || view.getUint32(at, true) !== signatures.entry) {
    raise("the directory must hold all of its entries", `something else at byte ${at} of ${view.byteLength}`);
  }
  const flags = view.getUint16(at + 8, true);
  const nameEnd = at + entryLength + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > view.byteLength) raise("the directory must hold all of its entries", `a file that ends at byte ${view.byteLength}`);
  const wide = zip64Values(view, nameEnd, extraEnd);
  const value = (offset: number): number => {
    const short = view.getUint32(at + offset, true);
    return short === elsewhere ? (wide.shift() ?? short) : short;
  };
  // In the order of the zip64 field.
  const size = value(24);
  const packedSize = value(20);
  const local = value(42);
  return {
    name: (flags & 0x800 ? utf8 : latin).decode(bytes.subarray(at + entryLength, nameEnd)),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & 1) !== 0,
    checksum: view.getUint32(at + 16, true),
    ...{ size, packedSize, local, next },
  };
}

/** The 64-bit numbers of the extra field 1. */
function zip64Values(view: DataView, start: number, end: number): number[] {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const values: number[] = [];
    const last = Math.min(end, at + 4 + view.getUint16(at + 2, true));
    for (let value = at + 4; value + 8 <= last; value += 8) values.push(Number(view.getBigUint64(value, true)));
    return values;
  }
  return [];
}

function unpack(view: DataView, bytes: Uint8Array, entry: Entry, bad: RaiseProblem): Uint8Array {
  const { local, packedSize } = entry;
  if (local + localLength > view.byteLength || view.getUint32(local, true) !== signatures.local) {
    bad("its header must be in the file", `something else at byte ${local} of ${view.byteLength}`);
  }
  const start = local + localLength + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packedSize > view.byteLength) bad(`its ${packedSize} bytes must be in the file`, `${Math.max(0, view.byteLength - start)}`);
  if (entry.encrypted) bad("it must not be encrypted", "an encrypted one");
  const packed = { bytes: bytes.subarray(start, start + packedSize), size: entry.size, checksum: entry.checksum };
  if (entry.method === 0) return verified(packed.bytes, packed, bad);
  if (entry.method === 8) return inflate(packed, bad);
  return bad("it must be stored or deflated", `method ${entry.method}`);
}

function fail(archive: string, entry: string | undefined, expected: string, actual: string): never {
  const where = entry === undefined ? "" : ` (entry ${showValue(entry)})`;
  throw new FormatError(`zip: ${archive}: ${expected}, got ${actual}${where}; copy or save the file again`, {
    code: "bad-zip",
    ...(entry !== undefined && { node: entry }),
    expected,
    actual,
  });
}
