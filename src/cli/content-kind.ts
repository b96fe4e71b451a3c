/** What a file is by its first bytes, whatever its name. */
export type ContentKind = "safetensors" | "npz" | "npy" | "onnx" | "other";

export function contentKind(bytes: Uint8Array): ContentKind {
  const begins = (...signs: readonly number[]): boolean => signs.every((sign, i) => bytes[i] === sign);
  // "PK" and a sign of ZIP; "\x93NUMPY".
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0x50, 0x4b, 0x05, 0x06)) return "npz";
  if (begins(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return "npy";
  if (isSafetensors(bytes)) return "safetensors";
  return isOnnx(bytes) ? "onnx" : "other";
}

/** ONNX has no sign of its own: what exporters write first is the version of the format, then who wrote it, the op sets or the graph. */
function isOnnx([field, version = 0, next = 0]: Uint8Array): boolean {
  return field === 0x08 && version >= 1 && version <= 32 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(next);
}

/** The length of a header that the file has room for, then the header, an object of JSON. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  return length <= BigInt(bytes.length - 8);
}
