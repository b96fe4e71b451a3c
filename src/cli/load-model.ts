import { extname, resolve } from "node:path";
import { check } from "../../graph/check/check.ts";
import { FormatError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { OpSet } from "../../graph/op.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { standardOps } from "../all-ops.ts";
import type { Names } from "../model/model.ts";
import { parse } from "../parse.ts";
import { CliError } from "./cli-error.ts";
import type { Option, Options } from "./command.ts";
import { contentKind } from "./content-kind.ts";
import { findGraph } from "./find-graph.ts";
import { importModel, moduleEndings } from "./import-model.ts";
import { asText, readBytes } from "./read-file.ts";
import { readModelFile, weightsAlone } from "./read-model-file.ts";
import { checkNoOnnxOptions, type OnnxGiven, onnxOptions, readOnnxFile } from "./read-onnx-file.ts";
import type { Terminal } from "./terminal.ts";

/** What a user names as a model. */
export interface Model {
  readonly graph: Graph;
  /** The weights, of a file that holds them. */
  readonly parameters?: Readonly<Record<string, NdArray>>;
  /** What columns and categories are called, of a model file. */
  readonly names?: Names;
  /** What a module exports. */
  readonly exports?: Readonly<Record<string, unknown>>;
}

/** The option that chooses among the exports of a module. */
export const exportOption = {
  type: "string",
  value: "name",
  help: "which export of the module is the graph (default: its default export, else its only graph)",
} as const satisfies Option;

/** The options of every command that takes one model. */
export const modelOptions = { export: exportOption, ...onnxOptions } as const satisfies Options;

/** True for a file that is a module by its name, of whose exports one can be chosen. */
export const isModule = (name: string): boolean => moduleEndings.includes(extname(name).toLowerCase());

/**
 * The checked graph of a model, as a user names it, with what else it holds: a module that exports it, its JSON, a model file, or an .onnx file,
 * for which some numbers may be given.
 * Errors: CliError, or what building, parsing or checking the graph says is wrong with it.
 */
export async function loadModel(name: string, exportName: string | undefined, { cwd }: Terminal, given: OnnxGiven = {}): Promise<Model> {
  const file = resolve(cwd, name);
  const ending = extname(file).toLowerCase();
  const bytes = await readBytes(file, name);
  const kind = contentKind(bytes);
  if (kind === "npz") throw weightsAlone(name);
  if (kind === "onnx" || (kind === "other" && ending === ".onnx")) {
    if (exportName !== undefined) throw new CliError(`${name}: an .onnx file holds one graph, got --export ${exportName}; leave it out`);
    return readOnnxFile(bytes, { name, file, given, cwd });
  }
  checkNoOnnxOptions(given, name);
  if (kind === "npy") throw new CliError(`${name}: a model must have a graph, got an array; name the model first`);
  const isFile = kind === "safetensors" || ending === ".safetensors";
  if (exportName !== undefined && (isFile || ending === ".json")) {
    const what = isFile ? "a model file" : "a .json file";
    throw new CliError(`${name}: ${what} holds one graph, got --export ${exportName}; leave it out`);
  }
  if (isFile) return readModelFile(bytes, name);
  if (ending === ".json") return { graph: parseFile(name, asText(bytes, name)) };
  if (!isModule(file)) {
    const actual = ending === "" ? "a name without ending" : ending;
    const endings = `${moduleEndings.join(", ")}, .json, .safetensors or .onnx`;
    throw new CliError(`model: a file must end in ${endings}, got ${actual} of "${name}"; rename or compile it`);
  }
  const exports = await importModel(file, name, cwd);
  const graph = findGraph(exports, exportName, name);
  try {
    if (isCarrying(graph)) check(graph);
    // A copy of a graph, or one that another copy of dagrad has made, is data that its module must name the ops of.
    else return { graph: parse(graph, { ops: opsIn(exports, name) }), exports };
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "unknown-op") throw error;
    const message = (error as Error).message.replace(/; .*/s, "");
    throw new CliError(`${name}: ${message}; export const ops = opSet(standardOps, …) beside the graph`, { cause: error });
  }
  return { graph, exports };
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
