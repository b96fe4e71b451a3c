import { extname, resolve } from "node:path";
import { check } from "../../graph/check/check.ts";
import { FormatError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { OpSet } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { parse } from "../parse.ts";
import { CliError } from "./cli-error.ts";
import type { Option } from "./command.ts";
import { findGraph } from "./find-graph.ts";
import { importModel, moduleEndings } from "./import-model.ts";
import { readBytes, readText } from "./read-file.ts";
import type { Terminal } from "./terminal.ts";

/** What a model file holds. */
export interface Model {
  readonly graph: Graph;
}

/** The option of every command that takes a model. */
export const exportOption = {
  type: "string",
  value: "name",
  help: "which export of the module is the graph (default: its default export, else its only graph)",
} as const satisfies Option;

/**
 * The checked graph of a model file, as a user names it: a module that exports it, or its JSON.
 * Errors: CliError, or what building, parsing or checking the graph says is wrong with it.
 */
export async function loadModel(name: string, exportName: string | undefined, { cwd }: Terminal): Promise<Model> {
  const file = resolve(cwd, name);
  const ending = extname(file).toLowerCase();
  if (ending === ".json") {
    if (exportName !== undefined) throw new CliError(`${name}: a .json file holds one graph, got --export ${exportName}; leave it out`);
    return { graph: parseFile(name, await readText(file, name)) };
  }
  if (!moduleEndings.includes(ending)) {
    const actual = ending === "" ? "a name without ending" : ending;
    throw new CliError(`model: a file must end in ${moduleEndings.join(", ")} or .json, got ${actual} of "${name}"; rename or compile it`);
  }
  await readBytes(file, name);
  const exports = await importModel(file, name, cwd);
  const graph = findGraph(exports, exportName, name);
  try {
    if (isCarrying(graph)) check(graph);
    // A copy of a graph, or one that another copy of dagrad has made, is data that its module must name the ops of.
    else return { graph: parse(graph, { ops: opsIn(exports, name) }) };
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "unknown-op") throw error;
    const message = (error as Error).message.replace(/; .*/s, "");
    throw new CliError(`${name}: ${message}; export const ops = opSet(standardOps, …) beside the graph`, { cause: error });
  }
  return { graph };
}

function isCarrying(graph: Graph): boolean {
  try {
    opsOf(graph);
    return true;
  } catch {
    return false;
  }
}

function parseFile(name: string, text: string): Graph {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new CliError(`${name}: ${error.message}`, { cause: error });
  }
}

/** The op set that the module exports as `ops`, else dagrad's own. */
function opsIn(exports: Readonly<Record<string, unknown>>, name: string): OpSet {
  const { ops = standardOps } = exports;
  if (ops instanceof Map && ops.size > 0 && [...ops.values()].every((op) => typeof op?.infer === "function")) return ops;
  throw new CliError(`${name}: the export "ops" must be an op set, got something else; make it with opSet(standardOps, …), or rename it`);
}
