import { gzipSync } from "fflate";
import type { ByteArray } from "../../graph/dtype.ts";
import { inflate, type RaiseProblem } from "./inflate.ts";

/** Bits of the flags that tell which optional fields the header has. */
const flags = { checksum: 2, extra: 4, name: 8, comment: 16 } as const;
const shortestHeader = 10;
const trailer = 8;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The bytes in a .gz file of one member, size and checksum verified; `raise` is called for a damaged one. Source: RFC 1952. */
export function gunzip(bytes: Uint8Array, raise: RaiseProblem): Uint8Array {
  const start = headerEnd(bytes);
  const end = bytes.length - trailer;
  if (bytes[2] !== 8 || start > end) raise("gzip data must have a header, a deflate stream and a trailer", `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, trailer);
  return inflate({ bytes: bytes.subarray(start, end), checksum: view.getUint32(0, true), size: view.getUint32(4, true) }, raise);
}

/** The bytes of a .gz file, the same on every day. */
export const gzip = (bytes: Uint8Array): ByteArray => new Uint8Array(gzipSync(bytes, { mtime: 0 }));

/** Where the deflate stream starts; past the end of a file that is cut off. */
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
