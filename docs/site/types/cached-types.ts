import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeBlocks } from "../../../tests/repository/markdown.ts";
import { type TypesOfPage, typesOfListings } from "./types-of-listings.ts";

/** `typesOfListings`, which takes a compiler half a minute, kept in a file until a listing or a source of the library changes. */
export function cachedTypes(root: string, origins: readonly string[], file: string): Map<string, TypesOfPage> {
  const key = keyOf(root, origins);
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as { readonly key: string; readonly types: [string, TypesOfPage][] };
    if (kept.key === key) return new Map(kept.types);
  } catch {}
  const types = typesOfListings(root, origins);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ key, types: [...types] }));
  return types;
}

function keyOf(root: string, origins: readonly string[]): string {
  const hash = createHash("sha256");
  for (const origin of origins) {
    hash.update(origin);
    for (const { language, note, code } of codeBlocks(readFileSync(join(root, origin), "utf8"))) {
      if (language === "ts") hash.update(JSON.stringify([note, code]));
    }
  }
  for (const folder of ["graph", "ops", "src", "docs/site/types"]) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).sort()) {
      if (/\.tsx?$/.test(file)) hash.update(readFileSync(join(root, folder, file)));
    }
  }
  return hash.digest("hex");
}
