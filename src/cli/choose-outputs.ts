import type { Graph } from "../../graph/graph.ts";
import { suggest } from "../../graph/nearest.ts";
import type { Names } from "../model/model.ts";
import { CliError } from "./cli-error.ts";

/**
 * The named outputs, all where none are named; an output may be named as in the file that the model came from, as `called` says. CliError for
 * one that the graph has not; `option` is what named it.
 */
export function chooseOutputs(
  graph: Graph,
  given: readonly string[] = [],
  option = "--fetch",
  { outputs: called = {} }: Pick<Names, "outputs"> = {},
): readonly string[] {
  const known = Object.keys(graph.outputs);
  const names = given.map((name) => (!known.includes(name) && Object.hasOwn(called, name) ? (called[name] as string) : name));
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
