import { type Graph, graphFormat } from "../../graph/graph.ts";
import { suggest } from "../../graph/nearest.ts";
import { CliError } from "./cli-error.ts";

type Exports = Readonly<Record<string, unknown>>;

/**
 * The graph among a module's exports: the one of that name, else the default, else the only one.
 * CliError when there is none, or more than one to choose from.
 */
export function findGraph(exports: Exports, wanted: string | undefined, file: string): Graph {
  if (wanted !== undefined) return named(exports, wanted, file);
  if (isGraph(exports.default)) return exports.default;
  const found = graphsOf(exports);
  const [first] = found;
  if (first === undefined) {
    throw new CliError(`${file}: the module must export a graph, got ${describe(exports)}; export what graph(…) returns`);
  }
  if (new Set(found.map(([, graph]) => graph)).size > 1) {
    const names = found.map(([name]) => name);
    throw new CliError(`${file}: one graph must be chosen, got ${found.length} (${names.join(", ")}); add --export ${names[0]}`);
  }
  return first[1];
}

function named(exports: Exports, wanted: string, file: string): Graph {
  const value = Object.hasOwn(exports, wanted) ? exports[wanted] : undefined;
  if (isGraph(value)) return value;
  const names = graphsOf(exports).map(([name]) => name);
  const actual = Object.hasOwn(exports, wanted) ? kindOf(value) : "no export of that name";
  const cure = names.length === 0 ? "export what graph(…) returns" : suggest(wanted, names, `choose from ${names.join(", ")}`);
  throw new CliError(`${file}: the export "${wanted}" must be a graph, got ${actual}; ${cure}`);
}

const graphsOf = (exports: Exports): [string, Graph][] => sorted(exports).filter((entry): entry is [string, Graph] => isGraph(entry[1]));

/** By name, as Node lists them; newer ones say "module.exports" beside the default of a CommonJS module. */
const sorted = (exports: Exports): [string, unknown][] =>
  Object.entries(exports)
    .filter(([name]) => name !== "module.exports")
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** A graph is told by its format: any copy of dagrad may have made it. */
const isGraph = (value: unknown): value is Graph =>
  typeof value === "object" && value !== null && (value as { readonly format?: unknown }).format === graphFormat;

/** "network (a function), random (an object)" */
function describe(exports: Exports): string {
  const shown = sorted(exports).slice(0, 6);
  return shown.length === 0 ? "no exports" : shown.map(([name, value]) => `${name} (${kindOf(value)})`).join(", ");
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return value === undefined ? "undefined" : `a ${typeof value}`;
  const { format } = value as { readonly format?: unknown };
  return typeof format === "string" && format.startsWith("dagrad/") ? `a graph of format ${format.slice(0, 40)}` : "an object";
}
