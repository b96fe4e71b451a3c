import { parse } from "../../graph/check/parse.ts";
import type { ByteArray } from "../../graph/dtype.ts";
import { FormatError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import type { OpSet } from "../../graph/op.ts";
import { showValue } from "../../graph/show-value.ts";
import { fromSafetensors, toSafetensors } from "../data/safetensors.ts";
import { checkNames } from "./check-names.ts";
import { checkParameters } from "./check-parameters.ts";
import type { Model } from "./model.ts";
import type { Raise } from "./model-problem.ts";
import { json, type Metadata, readState, stateMetadata, type Tensors } from "./saved-training.ts";

export const modelFormat = "dagrad/model/1";
/** A training alone: a model whose graph is the training step, with the state of the training. */
export const checkpointFormat = "dagrad/checkpoint/1";

const training = "training/";
const best = "best/";
/** What the names of tensors begin with that are no parameters of the model. No id of a node has a slash. */
const beside = [training, best];

/**
 * A model as a safetensors file. Tensors: the parameters under their ids; of the training "training/…" where it has others than the model,
 * "best/…" those of its best epoch. Metadata: format, graph, names, and epoch, random state, stopping and `step`, the graph of the
 * training step where it is another than the model's.
 */
export function writeModel(format: string, model: Model<any, any>): ByteArray {
  const { graph, parameters, names } = model;
  const state = model.training?.state;
  const step = model.training && JSON.stringify(model.training.graph);
  const text = JSON.stringify(graph);
  const others = Object.entries(state?.parameters ?? {}).filter(([id, value]) => !isSame(parameters[id], value));
  return toSafetensors({
    tensors: { ...parameters, ...prefixed(training, others), ...prefixed(best, Object.entries(state?.best ?? {})) },
    metadata: {
      format,
      graph: text,
      ...(names && { names: JSON.stringify(names) }),
      ...(state && stateMetadata(state)),
      ...(step !== undefined && step !== text && { step }),
    },
  });
}

/** The model of a file, hostile until checked. */
export function readModel(bytes: Uint8Array, ops: OpSet, name: string, raise: Raise): Model {
  const { tensors, metadata } = fromSafetensors(bytes, name);
  const { format } = metadata;
  if (format !== modelFormat && format !== checkpointFormat) otherFormat(format, raise);
  const graph = readGraph(metadata.graph, ops, raise);
  const parameters = Object.fromEntries(Object.entries(tensors).filter(([id]) => isOfModel(id)));
  checkParameters(graph, parameters, raise);
  const names = metadata.names === undefined ? undefined : checkNames(graph, json(metadata.names, "names", raise), raise);
  const state = format === checkpointFormat || metadata.epoch !== undefined ? readTraining(graph, parameters, tensors) : undefined;
  return { graph, parameters, ...(names && { names }), ...(state && { training: state }) };

  function readTraining(network: Graph, shared: Tensors, all: Tensors): NonNullable<Model["training"]> {
    const step = metadata.step === undefined ? network : readGraph(metadata.step, ops, raise);
    const own = { ...(step === network ? shared : parametersOf(step, shared)), ...within(all, training) };
    checkParameters(step, own, raise);
    return { graph: step, state: readState(metadata as Metadata, own, within(all, best), raise) };
  }
}

function otherFormat(format: string | undefined, raise: Raise): never {
  const cure = format === undefined ? "weights alone are for loadWeights; else use a file that saveModel wrote" : undefined;
  return raise(`format must be "${modelFormat}" or "${checkpointFormat}"`, showValue(format), cure);
}

function readGraph(text: string | undefined, ops: OpSet, raise: Raise): Graph {
  try {
    return parse(text ?? "", ops);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { code, node, actual = "" } = error;
    if (code === "unknown-op") {
      const op = JSON.parse(actual) as string;
      const own = /^\w{1,60}$/.test(op) ? `${op}Op` : "yourOp";
      return raise("the ops of its graph must be known", actual, `pass { ops: opSet(standardOps, ${own}) }`, node);
    }
    return raise("its graph must be one that was saved", `"${error.message.replace(/; [^;]*$/, "")}"`);
  }
}

const prefixed = (prefix: string, entries: readonly (readonly [string, NdArray])[]): Tensors =>
  Object.fromEntries(entries.map(([id, value]) => [prefix + id, value]));

const within = (tensors: Tensors, prefix: string): Tensors =>
  Object.fromEntries(
    Object.entries(tensors)
      .filter(([id]) => id.startsWith(prefix))
      .map(([id, value]) => [id.slice(prefix.length), value]),
  );

/** Whether a tensor of a file, by its name, is the model's own. */
export const isOfModel = (id: string): boolean => !beside.some((prefix) => id.startsWith(prefix));

/** Of the tensors those that are parameters of the graph. */
const parametersOf = (graph: Graph, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).filter(([id]) => Object.hasOwn(graph.nodes, id) && graph.nodes[id]?.op === "parameter"));

/** True for the same elements, bit for bit. */
function isSame(a: NdArray | undefined, b: NdArray): boolean {
  if (a === undefined || a.dtype !== b.dtype || a.data.byteLength !== b.data.byteLength) return false;
  const [left, right] = [a, b].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) as [Uint8Array, Uint8Array];
  return left.every((byte, i) => byte === right[i]);
}
