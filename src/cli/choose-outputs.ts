import type { Graph } from "../../graph/graph.ts";
import { suggest } from "../../graph/nearest.ts";
import { CliError } from "./cli-error.ts";

/** The named outputs, all where none are named. CliError for one that the graph has not; `option` is what named it. */
export function chooseOutputs(graph: Graph, names: readonly string[] = [], option = "--fetch"): readonly string[] {
  const known = Object.keys(graph.outputs);
  for (const name of names) {
    if (!known.includes(name)) {
      throw new CliError(`${option}: must name an output, got "${name}"; ${suggest(name, known, `choose from ${shortList(known)}`)}`);
    }
  }
  return names.length === 0 ? known : [...new Set(names)];
}

/** "a, b, c" of a few names; of many, the first ones. */
export const shortList = (names: readonly string[], most = 12): string =>
  names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")}, … ${names.length - most} more`;
