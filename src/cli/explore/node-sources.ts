import { readFile } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import type { Graph, NodeId } from "../../../graph/graph.ts";
import { type Source, sourceOf } from "../../../graph/sources.ts";
import type { Sources } from "../../explorer/subject.ts";

/** Bytes of a module that is shown. */
const largest = 1_000_000;

/** Where the nodes of a graph were made, as far as it was recorded, with the modules; undefined where nothing is known. */
export async function sourcesOf(graph: Graph, cwd: string): Promise<Sources | undefined> {
  const found = Object.keys(graph.nodes).flatMap((id): [NodeId, Source][] => {
    const source = sourceOf(graph, id);
    return source === undefined ? [] : [[id, source]];
  });
  const files: Record<string, string> = {};
  for (const path of new Set(found.map(([, { file }]) => file))) {
    const text = await readFile(resolve(cwd, path), "utf8").catch(() => undefined);
    if (text !== undefined && text.length <= largest) files[shown(path, cwd)] = text;
  }
  const places = found.map(([id, source]): [NodeId, Source] => [id, { ...source, file: shown(source.file, cwd) }]);
  const known = places.filter(([, { file }]) => Object.hasOwn(files, file));
  return known.length === 0 ? undefined : { files, places: Object.fromEntries(known) };
}

function shown(path: string, cwd: string): string {
  const name = relative(cwd, path);
  return name.startsWith("..") || isAbsolute(name) ? path : name;
}
