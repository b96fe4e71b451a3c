import { inflateSync } from "fflate";
import { crc32 } from "./crc32.ts";

/** Deflate makes nothing smaller than a 1032nd; a file that says so is a trap for memory. Source: zlib, technical details. */
const strongest = 1032;

/** What a file says of bytes that are packed in it. */
export interface Packed {
  readonly bytes: Uint8Array;
  /** Bytes when unpacked. */
  readonly size: number;
  readonly checksum: number;
}

/** Raises what is wrong with packed bytes, in the parts of the house error sentence. */
export type RaiseProblem = (expected: string, actual: string) => never;

/**
 * The bytes that deflate packed. At most `size` bytes of memory are taken, and no more than packed bytes of that number can hold.
 * Calls `raise` where they are not what the file says.
 */
export function inflate(packed: Packed, raise: RaiseProblem): Uint8Array {
  const { bytes, size } = packed;
  if (size > bytes.length * strongest) raise(`${bytes.length} packed bytes must hold at most ${bytes.length * strongest}`, `${size}`);
  let unpacked: Uint8Array;
  try {
    // A byte more than wanted tells a longer stream from one that fits.
    unpacked = inflateSync(bytes, { out: new Uint8Array(size + 1) });
  } catch (error) {
    return raise("packed bytes must be a deflate stream", error instanceof Error ? error.message : String(error));
  }
  return verified(unpacked, packed, raise);
}

/** The bytes themselves, where size and checksum are those that the file gives. */
export function verified(unpacked: Uint8Array, { size, checksum }: Packed, raise: RaiseProblem): Uint8Array {
  if (unpacked.length !== size) raise(`unpacked data must be ${size} bytes`, unpacked.length > size ? "more" : `${unpacked.length}`);
  const found = crc32(unpacked);
  if (found !== checksum) raise(`the checksum must be ${hex(checksum)}`, hex(found));
  return unpacked;
}

const hex = (word: number): string => word.toString(16).padStart(8, "0");
