import { inflateSync } from "fflate";

/** Deflate makes nothing smaller than a 1032nd; a file that says so is a trap for memory. Source: zlib, technical details. */
const strongest = 1032;

/** Raises what is wrong with packed bytes, in the parts of the house error sentence. */
export type RaisePacked = (expected: string, actual: string) => never;

/**
 * The bytes that deflate packed. At most `size` bytes of memory are taken, and no more than packed bytes of that number can hold.
 * Calls `raise` where they are not that many.
 */
export function inflate(bytes: Uint8Array, size: number, raise: RaisePacked): Uint8Array {
  if (size > bytes.length * strongest) raise(`${bytes.length} packed bytes must hold at most ${bytes.length * strongest}`, `${size}`);
  try {
    // A byte more than wanted tells a longer stream from one that fits.
    return inflateSync(bytes, { out: new Uint8Array(size + 1) });
  } catch (error) {
    return raise("packed bytes must be a deflate stream", reasonOf(error));
  }
}

/** Of fflate's FlateErrorCode: the stream goes on after the bytes. */
const unexpectedEnd = 0;

/** Bytes that are looked at first for the end of a stream. */
const firstWindow = 1024;

/**
 * What the deflate stream holds that some bytes begin with, whatever comes after it; "cut off" where it does not end in them.
 * Looks at no more of them than four times the stream, so that many streams in a row take no longer than one.
 */
export function inflateFirst(bytes: Uint8Array, raise: RaisePacked): Uint8Array | "cut off" {
  for (let length = firstWindow; ; length *= 4) {
    try {
      return inflateSync(bytes.subarray(0, length));
    } catch (error) {
      const ended = (error as { readonly code?: unknown }).code === unexpectedEnd;
      if (!ended) return raise("packed bytes must be a deflate stream", reasonOf(error));
      if (length >= bytes.length) return "cut off";
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const hexadecimal = (word: number): string => word.toString(16).padStart(8, "0");
