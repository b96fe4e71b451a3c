import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** A file of the repository, by its path from the root. */
export const readText = (path: string): string => readFileSync(join(root, path), "utf8");

/** Paths from the root of all files below a folder whose names end so, sorted. */
export function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !path.includes("node_modules/") && !path.startsWith("docs/api/"))
    .sort();
}

export const exists = (path: string): boolean => statSync(join(root, path), { throwIfNoEntry: false }) !== undefined;

/** The Markdown pages that users and contributors read. */
export const pages: readonly string[] = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].filter(exists),
  ...filesIn("docs", ".md"),
  ...filesIn("src", ".md"),
];
