import type { Graph, NodeId } from "../../graph/graph.ts";
import { type Source, sourceOf } from "../../graph/sources.ts";
import type { Sources } from "./subject.ts";

/** Texts of modules by name, and where in them nodes were made; without places, those that `recordSources` has remembered. */
export interface GivenSources {
  readonly files: Sources["files"];
  readonly places?: Sources["places"];
}

/** Where the nodes of a graph were made, as far as it was recorded. */
export function recordedPlaces(graph: Graph<any, any>): Record<NodeId, Source> {
  return Object.fromEntries(
    Object.keys(graph.nodes).flatMap((id) => {
      const source = sourceOf(graph, id);
      return source === undefined ? [] : [[id, source]];
    }),
  );
}

/**
 * The places in files that are given. A name stands for the file that it ends: "network.ts" for "https://host/models/network.ts"; and one text for the one
 * file that there is, since a notebook calls its cells as it likes. Places in other files are left out.
 */
export function sourcesIn({ files, places }: GivenSources, graph: Graph<any, any>): Sources {
  if (places !== undefined) return { files, places };
  const recorded = Object.entries(recordedPlaces(graph));
  const names = Object.keys(files);
  const recordedFiles = [...new Set(recorded.map(([, { file }]) => file))];
  const isOne = names.length === 1 && recordedFiles.length === 1;
  const nameOf = (file: string): string | undefined =>
    names.find((name) => name === file) ?? names.find((name) => file.endsWith(`/${name}`)) ?? (isOne ? names[0] : undefined);
  const given = recorded.flatMap(([id, source]) => {
    const file = nameOf(source.file.replaceAll("\\", "/"));
    return file === undefined ? [] : [[id, { ...source, file }] as const];
  });
  return { files, places: Object.fromEntries(given) };
}

/** Bytes of a module that is shown. */
const largest = 1_000_000;

/** The modules in which nodes were made, as they are on disk; undefined where nothing is known. `shown` is what a file is called. */
export async function readSources(
  graph: Graph<any, any>,
  read: (path: string) => Promise<string | undefined>,
  shown: (path: string) => string,
): Promise<Sources | undefined> {
  const places = recordedPlaces(graph);
  const files: Record<string, string> = {};
  for (const path of new Set(Object.values(places).map(({ file }) => file))) {
    const text = await read(path);
    if (text !== undefined && text.length <= largest) files[shown(path)] = text;
  }
  const known = Object.entries(places)
    .map(([id, source]) => [id, { ...source, file: shown(source.file) }] as const)
    .filter(([, { file }]) => Object.hasOwn(files, file));
  return known.length === 0 ? undefined : { files, places: Object.fromEntries(known) };
}
