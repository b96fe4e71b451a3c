import { isFloat } from "../../../graph/dtype.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { showType } from "../../../graph/shape.ts";
import { ancestors } from "../../../graph/walk.ts";
import type { Names } from "../../model/model.ts";
import { chooseOutputs, shortList } from "../choose-outputs.ts";
import { CliError } from "../cli-error.ts";

/**
 * The output that predicts: the one that `--output` names, else the only one with a row for each row of the data; of several, the one that
 * needs the fewest inputs (no labels), then the one that is computed from the others. CliError where that leaves several.
 */
export function chooseOutput(graph: Graph, wanted: string | undefined, called?: Names): string {
  if (wanted !== undefined) {
    const [name = ""] = chooseOutputs(graph, [wanted], "--output", called);
    if (isRowWise(graph, name)) return name;
    const type = showType(nodeOf(graph, graph.outputs[name] as NodeId));
    throw new CliError(`--output: must be an output with a row for each row of data, got ${name} ${type}; evaluate gives scalars`);
  }
  const found = likelyOutputs(graph);
  const [first] = found;
  if (first === undefined) {
    const names = shortList(Object.keys(graph.outputs));
    throw new CliError(`predict: the model must have an output with a row for each row of data, got ${names}; evaluate gives scalars`);
  }
  if (found.length > 1) {
    throw new CliError(`predict: one output must be chosen, got ${found.length} (${shortList(found)}); add --output ${first}`);
  }
  return first;
}

/** Its first axis is the batch of an input. */
function isRowWise(graph: Graph, output: string): boolean {
  const [first] = nodeOf(graph, graph.outputs[output] as NodeId).shape;
  return typeof first === "string" && graph.inputs.some((id) => nodeOf(graph, id).shape[0] === first);
}

/** The outputs that may be meant where none is named: one, where that is certain. */
export function likelyOutputs(graph: Graph): string[] {
  const idOf = (name: string): NodeId => graph.outputs[name] as NodeId;
  const rowWise = Object.keys(graph.outputs).filter((name) => isRowWise(graph, name));
  const inputsOf = (name: string): number => {
    const needed = ancestors(graph, [idOf(name)]);
    return graph.inputs.filter((id) => needed.has(id)).length;
  };
  const fewest = Math.min(...rowWise.map(inputsOf));
  const candidates = rowWise.filter((name) => inputsOf(name) === fewest);
  // Numbers of classes say less than the probabilities that they are made of.
  const floats = candidates.filter((name) => isFloat(nodeOf(graph, idOf(name)).dtype));
  const left = floats.length > 0 ? floats : candidates;
  const last = left.find((name) => {
    const before = ancestors(graph, [idOf(name)]);
    return left.every((other) => before.has(idOf(other)));
  });
  return last === undefined ? left : [last];
}
