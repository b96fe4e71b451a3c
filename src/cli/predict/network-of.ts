import { type Graph, nodeOf } from "../../../graph/graph.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { ancestors } from "../../../graph/walk.ts";
import type { Names } from "../../model/model.ts";
import type { Program } from "../../run/program.ts";
import { CliError } from "../cli-error.ts";
import type { Model } from "../load-model.ts";
import { readParameters } from "../read-parameters.ts";
import { type ProgramOptions, prepareProgram } from "../run-model.ts";
import type { Terminal } from "../terminal.ts";
import { namesOf } from "../train/names-of.ts";

/** A trained network: what it computes, with which weights, and what its columns and categories are called. */
export interface Network {
  readonly program: Program;
  readonly graph: Graph;
  readonly names?: Names;
}

/**
 * The model as it predicts: its outputs without its updates, compiled with trained weights.
 * CliError where weights are missing, or the outputs `used` depend on random numbers, as those of a training step with dropout.
 */
export async function networkOf(
  model: Model,
  file: string,
  used: readonly string[],
  options: ProgramOptions,
  terminal: Terminal,
): Promise<Network> {
  // The ops travel with the nodes.
  const graph: Graph = { ...model.graph, updates: {} };
  checkCertain(graph, model, file, used);
  const weights = options.parameters === undefined ? {} : await readParameters(graph, options.parameters, terminal);
  const parameters = { ...model.parameters, ...weights };
  checkTrained(graph, parameters, file);
  const names = model.names ?? (model.exports && namesOf(model.exports, graph, file));
  const { parameters: _, ...others } = options;
  return { program: await prepareProgram({ graph, parameters }, others, terminal), graph, ...(names && { names }) };
}

function checkTrained(graph: Graph, parameters: object, file: string): void {
  const all = Object.keys(graph.nodes).filter((id) => graph.nodes[id]?.op === "parameter");
  const missing = all.find((id) => !Object.hasOwn(parameters, id));
  if (missing === undefined) return;
  const actual = Object.keys(parameters).length === 0 ? "none" : `none for "${missing}"`;
  throw new CliError(`${file}: weights must be given, got ${actual}; name a model file that dagrad train wrote, or add -p <file>`);
}

function checkCertain(graph: Graph, { graph: { updates } }: Model, file: string, used: readonly string[]): void {
  if (Object.keys(updates).length === 0) return;
  const ops = opsOf(graph);
  const needed = ancestors(
    graph,
    used.flatMap((name) => graph.outputs[name] ?? []),
  );
  for (const id of needed) {
    const op = ops.get(nodeOf(graph, id).op);
    if (op === undefined || !("random" in op)) continue;
    throw new CliError(
      `${file}: a network must predict without random numbers, got a training step that draws some (node "${id}"); name the module or its model file, with -p ${file}`,
    );
  }
}
