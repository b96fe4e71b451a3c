import { zipSync } from "fflate";
import type { ByteArray } from "../../graph/dtype.ts";
import { crc32 } from "./crc32.ts";
import { hexadecimal, inflate, type RaisePacked } from "./inflate.ts";
import { raiseOther } from "./other-content.ts";
import { cutOff, type RaiseProblem } from "./raise-problem.ts";

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
const again = "copy or save the file again";
const latin = new TextDecoder("latin1");
const utf8 = new TextDecoder();

/** Unpacks an entry where it is asked for. */
type Unpack = () => Uint8Array;

/**
 * What unpacks each entry of an archive by its name, in the order of the directory; folders are left out. `raise` is called for an archive
 * whose directory is damaged, and by what unpacks an entry for one that is.
 */
export function unzip(bytes: Uint8Array, raise: RaiseProblem): Map<string, Unpack> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { start, count } = directory(view, bytes, raise);
  const entries = new Map<string, Unpack>();
  // Entries take room of their own; one that many names share is a trap for memory.
  let claimed = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    const entry = entryAt(view, bytes, at, raise);
    const { name } = entry;
    claimed += entry.packedSize;
    if (claimed > bytes.length) {
      raise("bad-zip", "entries must not overlap", `${claimed} packed bytes in a file of ${bytes.length}`, again, name);
    }
    const twice = entries.has(name);
    if (!name.endsWith("/")) {
      entries.set(
        name,
        twice
          ? () => raise("bad-zip", "an entry must be there once", "it twice", "save it anew", name)
          : unpacker(view, bytes, entry, raise),
      );
    }
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

function directory(view: DataView, bytes: Uint8Array, raise: RaiseProblem): { readonly start: number; readonly count: number } {
  const first = Math.max(0, view.byteLength - endLength - longestComment);
  let at = view.byteLength - endLength;
  while (at >= first && !isEnd(view, at)) at--;
  if (at < first) {
    const begun = view.byteLength >= 4 && view.getUint32(0, true) === signatures.local;
    if (begun) return cutOff(raise, `${view.byteLength} bytes without the directory at their end`);
    return raiseOther(bytes, raise, "bad-zip", "must be a .zip archive", again);
  }
  const count = view.getUint16(at + 10, true);
  const start = view.getUint32(at + 16, true);
  const locator = at - 20;
  if (locator < 0 || view.getUint32(locator, true) !== signatures.wideLocator) return { start, count };
  const wide = Number(view.getBigUint64(locator + 8, true));
  if (wide + 56 > view.byteLength || view.getUint32(wide, true) !== signatures.wideEnd) {
    raise("bad-zip", "the zip64 directory must be in the file", `byte ${wide} of ${view.byteLength}`, again);
  }
  return { start: Number(view.getBigUint64(wide + 48, true)), count: Number(view.getBigUint64(wide + 32, true)) };
}

/** True for the last record of the directory; a comment after it may hold the same signature, but fits no other file. */
const isEnd = (view: DataView, at: number): boolean =>
  view.getUint32(at, true) === signatures.end && at + endLength + view.getUint16(at + 20, true) <= view.byteLength;

function entryAt(view: DataView, bytes: Uint8Array, at: number, raise: RaiseProblem): Entry {
  if (at + entryLength > view.byteLength || view.getUint32(at, true) !== signatures.entry) {
    raise("bad-zip", "the directory must hold all of its entries", `something else at byte ${at} of ${view.byteLength}`, again);
  }
  const flags = view.getUint16(at + 8, true);
  const nameEnd = at + entryLength + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > view.byteLength)
    raise("bad-zip", "the directory must hold all of its entries", `a file that ends at byte ${view.byteLength}`, again);
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

function unpacker(view: DataView, bytes: Uint8Array, entry: Entry, raise: RaiseProblem): Unpack {
  const { name, local, packedSize, size, method, checksum } = entry;
  const bad = (expected: string, actual: string, cure: string): never => raise("bad-zip", expected, actual, cure, name);
  const damaged: RaisePacked = (expected, actual) => bad(expected, actual, again);
  return () => {
    if (entry.encrypted) bad("it must not be encrypted", "an encrypted one", "save it without a password");
    if (method !== 0 && method !== 8)
      bad("it must be stored or deflated", `method ${method}`, "save it with np.savez or np.savez_compressed");
    if (local + localLength > view.byteLength || view.getUint32(local, true) !== signatures.local) {
      damaged("its header must be in the file", `something else at byte ${local} of ${view.byteLength}`);
    }
    const start = local + localLength + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + packedSize > view.byteLength)
      damaged(`its ${packedSize} bytes must be in the file`, `${Math.max(0, view.byteLength - start)}`);
    const packed = bytes.subarray(start, start + packedSize);
    const unpacked = method === 0 ? packed : inflate(packed, size, damaged);
    if (unpacked.length !== size) damaged(`unpacked data must be ${size} bytes`, unpacked.length > size ? "more" : `${unpacked.length}`);
    const found = crc32(unpacked);
    if (found !== checksum) damaged(`the checksum must be ${hexadecimal(checksum)}`, hexadecimal(found));
    return unpacked;
  };
}
