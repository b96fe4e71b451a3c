import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Files that the build made for pages without a bundler, by name. */
export function builtFiles(...names: readonly string[]): Record<string, string> {
  const path = (name: string): string => join(root, "dist/browser", name);
  if (!existsSync(path("dagrad.js"))) throw new Error("nothing is built; run npm run build, as npm test does");
  return Object.fromEntries(names.map((name) => [name, readFileSync(path(name), "utf8")]));
}

/** Graphviz for pages, as its package has it. */
export const vizFile = (): string => readFileSync(join(root, "node_modules/@viz-js/viz/dist/viz.js"), "utf8");

/** All files of a folder, by their paths in it. */
export function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
}
