import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const dist = join(import.meta.dirname, "../../../dist");

/** Of the built library: processes start throughout a run, and all of them must load the same code. */
export function fingerprint() {
  const hash = createHash("sha256");
  for (const layer of ["graph", "ops", "src"]) {
    const files = readdirSync(join(dist, layer), { recursive: true }).filter((file) => file.endsWith(".js"));
    for (const file of files.sort()) hash.update(file).update(readFileSync(join(dist, layer, file)));
  }
  return hash.digest("hex").slice(0, 12);
}
