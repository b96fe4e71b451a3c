import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Katex } from "./formulas/formulas.ts";
import type { ScriptName } from "./script-for.ts";

/* Files that the build makes for pages, read in Node. In a page page-scripts-in-page.ts takes its place: "browser" in package.json. */

/** A built file: in dist/explorer of the folder that this module is somewhere in, as a source, compiled or bundled. */
function built(name: string): string {
  for (let folder = new URL(".", import.meta.url); ; ) {
    const file = new URL(`dist/explorer/${name}`, folder);
    if (existsSync(file)) return fileURLToPath(file);
    const above = new URL("..", folder);
    if (above.href === folder.href)
      throw new Error(`internal: dist/explorer/${name} is missing; install dagrad anew, or run npm run build`);
    folder = above;
  }
}

/** The text of a page's script. */
export const pageScript = (name: ScriptName): Promise<string> => readFile(built(`page-${name}-ops.js`), "utf8");

/** What writes formulas. */
export const katexModule = (): Promise<Katex> => import(pathToFileURL(built("katex.js")).href);

/** The path of a built file, for those who serve it. */
export const builtFile = built;
