import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import type { Graph } from "../../../graph/graph.ts";
import { readSources } from "../../explorer/recorded-sources.ts";
import type { Sources } from "../../explorer/subject.ts";

/** Where the nodes of a graph were made, as far as it was recorded, with the modules; undefined where nothing is known. */
export const sourcesOf = (graph: Graph, cwd: string): Promise<Sources | undefined> =>
  readSources(
    graph,
    (path) => readFile(resolve(cwd, path), "utf8").catch(() => undefined),
    (path) => shown(path, cwd),
  );

function shown(path: string, cwd: string): string {
  const name = relative(cwd, path);
  return name.startsWith("..") || isAbsolute(name) ? path : name;
}
