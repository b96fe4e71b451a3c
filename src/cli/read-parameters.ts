import { extname, resolve } from "node:path";
import { type Graph, type Node, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { suggest } from "../../graph/nearest.ts";
import { npzReaders } from "../data/npz.ts";
import { safetensorsReaders } from "../data/safetensors.ts";
import { fittingWeights } from "../files/fitting-weights.ts";
import { shortList } from "./choose-outputs.ts";
import { CliError } from "./cli-error.ts";
import { contentKind } from "./content-kind.ts";
import { arrayOf } from "./read-array.ts";
import { asJson, readBytes } from "./read-file.ts";
import type { Terminal } from "./terminal.ts";

/**
 * The weights in a file, for parameters of the graph: all of them of a .safetensors or .npz file, a model or a checkpoint; of JSON those that
 * it names. What the file is its bytes say, not its name. CliError or FormatError for what does not fit.
 */
export async function readParameters(graph: Graph, name: string, { cwd }: Terminal): Promise<Record<string, NdArray>> {
  const bytes = await readBytes(resolve(cwd, name), name);
  const content = contentKind(bytes);
  // What is none of them is called a damaged one where its name says so.
  const kind = content === "other" ? extname(name).toLowerCase().slice(1) : content;
  if (kind === "npy") throw new CliError(`${name}: weights must have names, got one array; save them as .npz, by the names of parameters`);
  if (kind !== "npz" && kind !== "safetensors") return fromLists(graph, asJson(bytes, name), name);
  const readers = kind === "npz" ? npzReaders(bytes, name) : safetensorsReaders(bytes, name).readers;
  return fittingWeights(readers, new Map(idsOf(graph).map((id) => [id, nodeOf(graph, id)])), { where: name });
}

const idsOf = (graph: Graph): string[] => Object.keys(graph.nodes).filter((id) => graph.nodes[id]?.op === "parameter");

/** { parameter: nested lists } */
function fromLists(graph: Graph, value: unknown, name: string): Record<string, NdArray> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CliError(
      `${name}: must be { parameter: nested lists }, got ${Array.isArray(value) ? "a list" : String(value)}; correct the file`,
    );
  }
  const ids = idsOf(graph);
  const parameters = Object.entries(value).map(([id, elements]): [string, NdArray] => {
    if (!ids.includes(id)) {
      const cure = suggest(id, ids, ids.length === 0 ? "leave it out" : `choose from ${shortList(ids)}`);
      throw new CliError(`${name}: must name parameters, got "${id}"; ${cure}`);
    }
    return [id, arrayOf(elements, (graph.nodes[id] as Node).dtype, `${name}: "${id}"`)];
  });
  return Object.fromEntries(parameters);
}
