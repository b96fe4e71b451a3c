import { gzipSync } from "fflate";
import type { ByteArray } from "../../graph/dtype.ts";
import { crc32 } from "./crc32.ts";
import { hexadecimal, inflateFirst, type RaisePacked } from "./inflate.ts";
import { joined } from "./joined.ts";
import { cutOff, type RaiseProblem } from "./raise-problem.ts";

/** Bits of the flags that tell which optional fields the header has. */
const flags = { checksum: 2, extra: 4, name: 8, comment: 16 } as const;
/** Two bytes that all gzip data begin with, and deflate, the only way of packing that there is. */
const magic = [0x1f, 0x8b, 8];
const shortestHeader = 10;
const trailer = 8;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The bytes in a .gz file, those of all its members one after another; zeros may follow. Sizes and checksums are verified; `raise` is
 * called, with `code`, for a damaged file. Source: RFC 1952.
 */
export function gunzip(bytes: Uint8Array, raise: RaiseProblem, code: string): Uint8Array {
  const damaged: RaisePacked = (expected, actual) => raise(code, expected, actual, "copy or download the file again");
  // Tapes and disks fill their last block with zeros.
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const parts: Uint8Array[] = [];
  for (let at = 0; at < end; ) {
    const member = bytes.subarray(at);
    if (!isMember(member)) {
      damaged("gzip data must be members of deflated bytes, one after another", `something else at byte ${at}`);
    }
    const start = headerEnd(member);
    const part = start < member.length ? inflateFirst(member.subarray(start), damaged) : "cut off";
    if (part === "cut off") return cutOff(raise, `${bytes.length} bytes, in the midst of what they pack`);
    parts.push(part);
    at += start + trailerOf(member.subarray(start), part, end - at - start, damaged, raise) + trailer;
  }
  return joined(parts);
}

/** The bytes of a .gz file, the same on every day. */
export const gzip = (bytes: Uint8Array): ByteArray => new Uint8Array(gzipSync(bytes, { mtime: 0 }));

/** Where the deflate stream of a member starts; past the end of one that is cut off. */
function headerEnd(bytes: Uint8Array): number {
  const set = bytes[3] ?? 0;
  let at = shortestHeader;
  if (set & flags.extra) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const text of [flags.name, flags.comment]) {
    if (!(set & text)) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return bytes.length;
    at = zero + 1;
  }
  return set & flags.checksum ? at + 2 : at;
}

/** True for bytes that begin as a member does, as far as there are any. */
const isMember = (bytes: Uint8Array): boolean => magic.every((byte, i) => i >= bytes.length || bytes[i] === byte);

/**
 * Where the trailer is, which closes a member: checksum and size of what it holds. Where the stream before it ends fflate does not say, but
 * these eight bytes are known, and what follows them is another member, zeros from `filled` on, or nothing.
 */
function trailerOf(stream: Uint8Array, part: Uint8Array, filled: number, damaged: RaisePacked, raise: RaiseProblem): number {
  const wanted = new Uint8Array(trailer);
  const view = new DataView(wanted.buffer);
  view.setUint32(0, crc32(part), true);
  view.setUint32(4, part.length, true);
  for (let at = stream.indexOf(wanted[0] as number); at >= 0; at = stream.indexOf(wanted[0] as number, at + 1)) {
    const after = at + trailer;
    if (after > stream.length) break;
    if (wanted.every((byte, i) => stream[at + i] === byte) && (after >= filled || isMember(stream.subarray(after)))) return at;
  }
  const last = stream.length - trailer;
  // fflate takes a stream that lacks its last bits for a whole one; then the trailer has begun.
  const begun = [7, 6, 5, 4].some((length) => wanted.subarray(0, length).every((byte, i) => stream[stream.length - length + i] === byte));
  if (last < 0 || begun || inflateFirst(stream.subarray(0, last), damaged) === "cut off") {
    return cutOff(raise, "a file without the checksum at its end");
  }
  const said = new DataView(stream.buffer, stream.byteOffset + last, trailer);
  const show = (one: DataView): string => `${hexadecimal(one.getUint32(0, true))} of ${one.getUint32(4, true)} bytes`;
  return damaged(`the checksum must be ${show(said)}`, show(view));
}
