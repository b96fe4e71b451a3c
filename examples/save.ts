import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes texts or bytes by file name into a directory, which is made where it is missing, and returns their paths. */
export function save(directory: string, files: Readonly<Record<string, string | Uint8Array>>): string[] {
  mkdirSync(directory, { recursive: true });
  return Object.entries(files).map(([name, content]) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  });
}
