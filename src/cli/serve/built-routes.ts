import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { builtFile, gzippedScript, pageScript } from "../../explorer/page-scripts.ts";
import type { ScriptName } from "../../explorer/script-for.ts";
import { unpacked } from "./encoding.ts";
import type { Route, Routes } from "./server.ts";

/* Files that the build has made, as they are handed out. Those that only servers hand out lie packed in dist/served, each with this ending. */
const packedEnding = ".br";

const packedFile = (path: string): string => builtFile(`../served/${path}${packedEnding}`);

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

/** A file of dist, under the last part of its name: read when it is asked for. */
export const fileRoute = (path: string): Routes => ({ [basename(path)]: routeOf(builtFile(`../${path}`)) });

/** Packed files of a folder, by their names. */
export const packedRoutes = (folder: string, names: readonly string[]): Routes =>
  Object.fromEntries(names.map((name) => [name, routeOf(packedFile(`${folder}/${name}`))]));

/** All files of a folder of dist/served, under its name: those that are there now, and no others. The compiler is large: each is read when it is asked for. */
export async function servedFolder(folder: string): Promise<Routes> {
  const path = dirname(builtFile(`../served/${folder}/LICENCES.txt`));
  const names = await readdir(path);
  return Object.fromEntries(names.map((name) => [`${folder}/${nameOf(name)}`, routeOf(join(path, name))]));
}

const nameOf = (file: string): string => (file.endsWith(packedEnding) ? basename(file, packedEnding) : basename(file));

const routeOf = (file: string): Route => ({
  get: async () => ({
    type: types[extname(nameOf(file))] ?? "application/octet-stream",
    body: await readFile(file),
    ...(file.endsWith(packedEnding) && { encoding: "br" }),
  }),
});

/** The script of pages with all ops: of one that is served, too, and what a playground opens an explorer with. */
const wholeScript: ScriptName = "all";

export const wholeScriptRoute: Route = {
  get: async () => ({ type: types[".js"] as string, body: await gzippedScript(wholeScript), encoding: "gzip" }),
};

export const wholeScriptText = (): Promise<string> => pageScript(wholeScript);

/** The text of a packed file, for a page that holds it. */
export const packedText = async (path: string): Promise<string> =>
  Buffer.from(await unpacked(await readFile(packedFile(path)), "br")).toString();
