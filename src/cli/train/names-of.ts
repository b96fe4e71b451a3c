import type { Graph } from "../../../graph/graph.ts";
import { checkNames } from "../../model/check-names.ts";
import type { Names } from "../../model/model.ts";
import { CliError } from "../cli-error.ts";

/**
 * The export `names` of a module: what columns and categories of its data are called, for the model file. undefined where there is none.
 * CliError where they do not fit the graph, before anything is trained.
 */
export function namesOf(exports: Readonly<Record<string, unknown>>, graph: Graph, file: string): Names | undefined {
  if (exports.names === undefined) return undefined;
  return checkNames(graph, exports.names, (expected, actual, cure = "correct the export") => {
    throw new CliError(`${file}: ${expected}, got ${actual}; ${cure}`);
  });
}
