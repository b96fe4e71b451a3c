import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes texts by file name into a directory, which is made where it is missing, and returns their paths. */
export function save(directory: string, files: Readonly<Record<string, string>>): string[] {
  mkdirSync(directory, { recursive: true });
  return Object.entries(files).map(([name, text]) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  });
}
