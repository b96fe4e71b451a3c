/** What a file is by its first bytes, whatever its name. */
export type ContentKind = "safetensors" | "npz" | "npy" | "other";

export function contentKind(bytes: Uint8Array): ContentKind {
  const begins = (...signs: readonly number[]): boolean => signs.every((sign, i) => bytes[i] === sign);
  // "PK" and a sign of ZIP; "\x93NUMPY".
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0x50, 0x4b, 0x05, 0x06)) return "npz";
  if (begins(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return "npy";
  return isSafetensors(bytes) ? "safetensors" : "other";
}

/** The length of a header that the file has room for, then the header, an object of JSON. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  return length <= BigInt(bytes.length - 8);
}
