import { namesIn } from "../../graph/dim.ts";
import type { Graph } from "../../graph/graph.ts";
import { suggest } from "../../graph/nearest.ts";
import { CliError } from "./cli-error.ts";
import type { Option } from "./command.ts";

export const bindOption = {
  type: "string",
  short: "b",
  value: "dim=size",
  multiple: true,
  help: "give a named dim a size, e.g. batch=32",
} as const satisfies Option;

/** Largest size of a dim. */
const largest = 2 ** 31;

/** The sizes that `--bind dim=size` names. CliError for a dim that the graph has not, a bad size, or one given twice. */
export function bindDims(given: readonly string[] = [], graph: Graph): Map<string, number> {
  const known = dimsOf(graph);
  const binding = new Map<string, number>();
  for (const text of given) {
    const [, dim, digits] = /^([^=]+)=(\d+)$/.exec(text) ?? [];
    if (dim === undefined || digits === undefined || Number(digits) > largest) {
      throw new CliError(`--bind: must be dim=size with a whole number up to ${largest}, got "${text}"; write e.g. --bind batch=32`);
    }
    if (!known.has(dim)) {
      const names = [...known];
      const cure =
        names.length === 0
          ? "leave it out: all dims of the graph are numbers"
          : suggest(dim, names, `choose from ${names.slice(0, 8).join(", ")}`);
      throw new CliError(`--bind: must name a dim of the graph, got "${dim}"; ${cure}`);
    }
    if (binding.has(dim)) throw new CliError(`--bind: a dim has one size, got "${dim}" twice; leave one out`);
    binding.set(dim, Number(digits));
  }
  return binding;
}

/** The names in the dims of a graph's inputs, in order of appearance. Other nodes' come from these. */
export function dimsOf(graph: Graph): Set<string> {
  const dims = new Set<string>();
  for (const id of graph.inputs) for (const dim of graph.nodes[id]?.shape ?? []) for (const name of namesIn(dim)) dims.add(name);
  return dims;
}
