import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../own-process.ts";

/** The declarations that the build made for the editor. */
export function builtDeclarations(): Record<string, string> {
  const path = join(root, "dist/editor/declarations.json");
  if (!existsSync(path)) throw new Error("nothing is built; run npm run build, as npm test does");
  return JSON.parse(readFileSync(path, "utf8"));
}
