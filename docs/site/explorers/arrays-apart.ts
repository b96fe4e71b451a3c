import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** From as many characters on, an array stands in a file of its own: explorers that show the same weights load them once. */
const large = 20_000;

/** A subject's text in which large arrays name the file that has their bytes, packed; puts those files beside it. */
export function withArraysApart(text: string, files: Map<string, string | Uint8Array>): string {
  return JSON.stringify(JSON.parse(text), (_, value) => {
    if (typeof value?.bytes !== "string" || value.bytes.length < large) return value;
    const { bytes: base64, ...rest } = value;
    const bytes = Buffer.from(base64, "base64");
    const file = `explorers/arrays/${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.bin`;
    files.set(file, gzipSync(bytes));
    return { ...rest, file };
  });
}
