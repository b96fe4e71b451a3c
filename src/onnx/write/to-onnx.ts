import { checkKind } from "../../../graph/check-kind.ts";
import { checkOptions } from "../../../graph/check-options.ts";
import type { ByteArray } from "../../../graph/dtype.ts";
import { GraphError } from "../../../graph/errors.ts";
import type { Graph, Node, NodeId } from "../../../graph/graph.ts";
import { isGraph } from "../../../graph/is-graph.ts";
import { isNdArray } from "../../../graph/is-ndarray.ts";
import { isRecord } from "../../../graph/is-record.ts";
import type { Value } from "../../../graph/op.ts";
import { sameShape } from "../../../graph/shape.ts";
import type { Model } from "../../model/model.ts";
import { select } from "../../passes/select.ts";
import { type GivenParameters, initialParameters } from "../../run/state.ts";
import { encode } from "../wire/encode.ts";
import { type OutsideData, outside } from "./outside.ts";
import { writeModel } from "./write-model.ts";

export interface ToOnnxOptions {
  /** Values of the parameters by id, in place of those of the model. */
  readonly parameters?: GivenParameters;
  /** The outputs that are written, with the inputs that these need: `["probabilities"]` leaves loss and labels out. Default: all. */
  readonly outputs?: readonly string[];
  /** Version of ONNX's op set, 13 to 21. Default 17, which every runtime of today reads. */
  readonly opset?: number;
}

/** What is written: a graph with the values of its parameters, such as a program, or what `fromOnnx` has read. */
export type ModelToWrite = Pick<Model<any, any>, "graph" | "parameters" | "names">;

/**
 * The bytes of an .onnx file that computes what the graph does.
 *
 *     await writeFile("spiral.onnx", toOnnx(program));
 *
 * Inputs, outputs and parameters keep their names, those of a file that they came from, types included; a named axis is a dim_param. A training
 * step is a graph like any other: each parameter that it changes is an input, and its next value the output "<parameter>:next", to be fed in
 * the next run; ONNX's training_info says so, too, and holds what they begin with.
 * What ONNX has as an op is written as it, all else as what it declares. Where dagrad stops at a label or index, so do runtimes that check.
 * Errors: GraphError for a parameter without a value, random numbers, an op of your own that is a function of TypeScript, and what the opset
 * has not; each names the node. FormatError for 2 GB or more, which protobuf does not hold: `toOnnxFiles` writes weights beside the file.
 */
export function toOnnx(model: Graph<any, any> | ModelToWrite, options: ToOnnxOptions = {}): ByteArray {
  return encode("Model", written("toOnnx", model, options));
}

export interface ToOnnxFilesOptions extends ToOnnxOptions {
  /** Name of the file of the weights, in the folder of the model. Default "weights.data"; of more than 1 GB the next ones are "weights.data.2" … */
  readonly location?: string;
}

/**
 * As toOnnx, with the weights in files of their own, for models of 2 GB and more: `bytes` of the model, and the bytes of each file by its name.
 *
 *     const { bytes, externalData } = toOnnxFiles(program);
 *     fromOnnx(bytes, { externalData });
 *
 * What takes less than 1 kB stays in the model. Errors: those of toOnnx.
 */
export function toOnnxFiles(
  model: Graph<any, any> | ModelToWrite,
  options: ToOnnxFilesOptions = {},
): { readonly bytes: ByteArray; readonly externalData: OutsideData } {
  const { location = "weights.data", ...others } = options ?? {};
  const isName = typeof location === "string" && /^[^/\\]+$/.test(location) && location !== "." && location !== "..";
  checkKind(isName, "toOnnxFiles", "location", "the name of a file, without a folder", location, 'leave it out for "weights.data"');
  const { model: rest, files } = outside(written("toOnnxFiles", model, others), location);
  return { bytes: encode("Model", rest), externalData: files };
}

function written(of: string, model: Graph<any, any> | ModelToWrite, options: ToOnnxOptions) {
  const given = isGraph(model) ? { graph: model } : (model as ModelToWrite | undefined);
  checkKind(
    isGraph(given?.graph),
    of,
    "model",
    "a model with its parameters, or a graph",
    model,
    "pass a program, or { graph, parameters }",
  );
  checkOptions(of, options, [
    "opset opset_version",
    "parameters weights",
    "outputs output_names",
    ...(of === "toOnnx" ? [] : ["location"]),
  ]);
  const { graph, parameters: own = {}, names = {} } = given as Partial<ModelToWrite> & { readonly graph: Graph };
  const { parameters = own, outputs, opset = 17 } = options;
  const fits = Number.isInteger(opset) && opset >= 13 && opset <= 21;
  checkKind(fits, of, "opset", "a whole number from 13 to 21", opset, "leave it out for 17");
  const chosen = outputs === undefined ? graph : select(graph, checkedOutputs(of, graph, outputs));
  // What is left may have fewer parameters than are given, and all are checked.
  return writeModel(chosen, { opset, names, parameters: valuesOf(of, graph, chosen, parameters) }).model;
}

function checkedOutputs(of: string, graph: Graph, outputs: readonly string[]): readonly string[] {
  const names = Object.keys(graph.outputs);
  const fits = Array.isArray(outputs) && outputs.length > 0 && outputs.every((name) => names.includes(name));
  const unknown = Array.isArray(outputs) ? (outputs.find((name) => !names.includes(name)) ?? outputs) : outputs;
  checkKind(fits, of, "outputs", `a list of outputs (${names.join(", ")})`, unknown, "name at least one of them");
  return outputs;
}

/**
 * The value of each parameter: what is given; what a step begins with may be as the initialiser says, unless that is drawn. Arrays of the type
 * of their parameter are taken as they are: weights may be large.
 */
function valuesOf(of: string, graph: Graph, chosen: Graph, given: GivenParameters): Record<string, Value> {
  const values: Record<string, Value> = {};
  const others: Record<NodeId, Node> = {};
  // What is no parameter is refused, but for the state of an optimiser.
  const isKnown = isRecord(given) && Object.keys(given).every((id) => graph.nodes[id]?.op === "parameter");
  if (!isKnown) initialParameters(graph, undefined, given);
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (node.op !== "parameter") continue;
    const value = Object.hasOwn(given, id) ? given[id] : undefined;
    const isState = Object.hasOwn(graph.updates, id);
    if (isNdArray(value) && value.dtype === node.dtype && sameShape(value.shape, node.shape)) values[id] = value;
    else if (value !== undefined || (isState && !isDrawn(node))) others[id] = node;
    else if (!isState && Object.hasOwn(chosen.nodes, id)) throw noValue(of, id);
  }
  const rest = Object.fromEntries(Object.entries(given).filter(([id]) => Object.hasOwn(others, id)));
  for (const [id, value] of initialParameters({ ...graph, nodes: others }, undefined, rest)) values[id] ??= value;
  return values;
}

const isDrawn = ({ attrs: { init } }: Node): boolean => !Array.isArray(init) && !Object.hasOwn(init as object, "fill");

const noValue = (of: string, id: NodeId): GraphError =>
  new GraphError(`${of}: each parameter must have a value, got none of "${id}" (node "${id}"); pass a program, or { parameters }`, {
    code: "onnx-no-value",
    node: id,
  });
