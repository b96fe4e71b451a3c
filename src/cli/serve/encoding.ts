import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";

/** How bytes are packed, as HTTP calls it. */
export type Encoding = "br" | "gzip";

/**
 * Whether one who asks takes bytes packed so, by the header Accept-Encoding: "gzip, br;q=0.9, *;q=0".
 * Source: RFC 9110, 12.5.3. Where nothing is said anything may be sent, but who says nothing seldom unpacks.
 */
export function accepts(header: string | readonly string[] | undefined, encoding: Encoding): boolean {
  const weights = new Map(
    String(header ?? "")
      .toLowerCase()
      .split(",")
      .map((part) => {
        const [name = "", weight = "q=1"] = part.split(";").map((piece) => piece.trim());
        return [name, Number(weight.replace(/^q=/, ""))];
      }),
  );
  return (weights.get(encoding) ?? weights.get("*") ?? 0) > 0;
}

const unpackers = { br: promisify(brotliDecompress), gzip: promisify(gunzip) } satisfies Record<Encoding, unknown>;

export const unpacked = (bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array> => unpackers[encoding](bytes);
