import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Graph } from "../../graph/graph.ts";
import type { Katex } from "./formulas/formulas.ts";
import { readSources } from "./recorded-sources.ts";
import type { ScriptName } from "./script-for.ts";
import type { Sources } from "./subject.ts";

/* Files that the build makes for pages, read in Node. For pages the build has page-scripts-in-page.ts take its place. */

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

const imported = (name: string): Promise<unknown> => import(pathToFileURL(built(name)).href);

/** A page's script, gzipped: as a server sends it. */
export async function gzippedScript(name: ScriptName): Promise<Uint8Array> {
  const { default: text } = (await imported(`page-${name}-ops-text.js`)) as { readonly default: string };
  return Buffer.from(text, "base64");
}

/** The text of a page's script. */
export const pageScript = async (name: ScriptName): Promise<string> => gunzipSync(await gzippedScript(name)).toString();

/** What writes formulas. */
export const katexModule = (): Promise<Katex> => imported("katex.js") as Promise<Katex>;

/** The modules of a graph that `recordSources` has remembered, by their names without folders where those differ. */
export async function sourcesOnDisk(graph: Graph<any, any>): Promise<Sources | undefined> {
  const names = new Map<string, string>();
  const shown = (path: string): string => {
    const name = basename(path);
    if ((names.get(name) ?? path) !== path) return path;
    names.set(name, path);
    return name;
  };
  return readSources(graph, (path) => readFile(path, "utf8").catch(() => undefined), shown);
}

/** The path of a built file, for those who serve it. */
export const builtFile = built;
