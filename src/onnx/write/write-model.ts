import type { DType } from "../../../graph/dtype.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isLeaf, titleOf } from "../../../graph/leaf.ts";
import type { Value } from "../../../graph/op.ts";
import { ancestors, topologicalOrder } from "../../../graph/walk.ts";
import type { Names } from "../../model/model.ts";
import { carrierOf, type ElementType } from "../element-types.ts";
import type { ModelProto, TensorProto, TrainingInfoProto, ValueInfoProto } from "../wire/schema.ts";
import { Sizes } from "./sizes.ts";
import { TensorNames } from "./tensor-names.ts";
import { tensorProto, valueInfo } from "./tensors.ts";
import { writable } from "./writable.ts";
import { writeNodes } from "./write-nodes.ts";
import { Writing } from "./writing.ts";

export interface ToWrite {
  readonly opset: number;
  /** Values of parameters. Those of one that is fed are what it starts with. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** Parameters that are inputs of the model, beside those that a run changes. */
  readonly fed?: ReadonlySet<string>;
  /** What inputs and outputs were called, and their types, in the file that the graph came from. */
  readonly names?: Names;
}

/** A model of ONNX, and what the parts of the graph are called in it. */
export interface WrittenModel {
  readonly model: ModelProto;
  /** Input of the graph → input of the model. */
  readonly inputs: Readonly<Record<NodeId, string>>;
  /** Output of the graph → output of the model. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Parameter → the input of the model that it is, or the constant. */
  readonly parameters: Readonly<Record<NodeId, string>>;
  /** Parameter that a run changes → the output of the model that holds its next value. */
  readonly next: Readonly<Record<NodeId, string>>;
}

/** The version of the format in which an opset came. */
const formatOf = (opset: number): number => (opset < 15 ? 7 : opset < 19 ? 8 : opset < 21 ? 9 : 10);

/** A graph as a model of ONNX: parameters that it updates are inputs, and their next values outputs. */
export function writeModel(graph: Graph<any, any>, { opset, parameters: values, fed = new Set(), names = {} }: ToWrite): WrittenModel {
  const lowered = writable(graph, opset);
  const taken = new TensorNames();
  const initializers: TensorProto[] = [];
  const starts: TensorProto[] = [];
  const input: ValueInfoProto[] = [];
  const output: ValueInfoProto[] = [];
  const nameOf = new Map<NodeId, string>();
  // The names that users meet are theirs, those of results in between give way.
  const given = originals(names);
  const inputs = Object.fromEntries(
    lowered.inputs.map((id) => [id, taken.take(given.inputs.get(id) ?? titleOf(nodeOf(lowered, id)) ?? id)]),
  );
  const needed = ancestors(lowered, [...Object.values(lowered.outputs), ...Object.entries(lowered.updates).flat()]);
  const order = topologicalOrder(lowered).filter((id) => needed.has(id));
  const declared = order.filter((id) => nodeOf(lowered, id).op === "parameter");
  const outputs = Object.fromEntries(Object.keys(lowered.outputs).map((name) => [name, taken.take(given.outputs.get(name) ?? name)]));
  const parameters = Object.fromEntries(declared.map((id) => [id, taken.take(titleOf(nodeOf(lowered, id)) ?? id)]));
  const next = Object.fromEntries(Object.keys(lowered.updates).map((id) => [id, taken.take(`${parameters[id]}:next`)]));
  const to = new Writing({ names: taken, opset, initializers, constants: new Map() }, (writing) => new Sizes(writing));

  for (const id of lowered.inputs) {
    const { dtype, shape } = nodeOf(lowered, id);
    const name = inputs[id] as string;
    const type = typeIn(names, name, dtype);
    nameOf.set(id, type === dtype ? name : to.named(to.name(id), () => to.cast(name, dtype)));
    input.push(valueInfo(name, type, shape));
    to.sizes.input(name, shape);
  }
  for (const id of declared) {
    const { dtype, shape } = nodeOf(lowered, id);
    const name = parameters[id] as string;
    nameOf.set(id, name);
    const isFed = Object.hasOwn(lowered.updates, id) || fed.has(id);
    if (isFed) input.push(valueInfo(name, dtype, shape));
    const value = Object.hasOwn(values, id) ? values[id] : undefined;
    if (value === undefined) continue;
    // An input with a default is none that onnxruntime's JavaScript lets anybody feed: what a state starts with stands apart.
    const kept = isFed ? starts : initializers;
    kept.push(tensorProto(name, { type: dtype, shape: value.shape, data: value.data }));
  }
  // A result that is an output of one name alone has that name in the file, too.
  const ends = [
    ...Object.entries(lowered.outputs).map(([key, id]) => [outputs[key] as string, id] as const),
    ...Object.entries(lowered.updates).map(([key, id]) => [next[key] as string, id] as const),
  ];
  const own = new Map<NodeId, string>();
  for (const [name, id] of ends) {
    const { op, dtype } = nodeOf(lowered, id);
    if (!own.has(id) && !isLeaf(op) && typeIn(names, name, dtype) === dtype) own.set(id, name);
  }
  writeNodes(lowered, order, { to, nameOf, own });
  for (const [name, id] of ends) {
    const { dtype, shape } = nodeOf(lowered, id);
    const type = typeIn(names, name, dtype);
    const result = nameOf.get(id) as string;
    if (own.get(id) !== name) to.named(name, () => (type === dtype ? result : to.cast(result, type)), true);
    output.push(valueInfo(name, type, shape));
  }
  const model: ModelProto = {
    irVersion: formatOf(opset),
    producerName: "dagrad",
    opsetImport: [{ domain: "", version: opset }],
    graph: { name: "dagrad", node: to.protos(), initializer: initializers, input, output },
    ...(Object.keys(next).length > 0 && { trainingInfo: [trainingInfo({ parameters, next }, starts)] }),
  };
  return { model, inputs, outputs, parameters, next };
}

/** What inputs and outputs were called in the file that they came from, by what they are called here. */
function originals({ inputs = {}, outputs = {} }: Names) {
  const turned = (names: Readonly<Record<string, string>>) => new Map(Object.entries(names).map(([original, own]) => [own, original]));
  return { inputs: turned(inputs), outputs: turned(outputs) };
}

/** Types that casts bring back, in every opset. */
const restored = ["int64", "int16", "int8", "uint64", "uint32", "uint16", "float16", "bfloat16"];

/** The type that an input or output had in its file, where the graph still carries it. */
function typeIn({ types = {} }: Names, name: string, dtype: DType): DType | ElementType {
  const type = Object.hasOwn(types, name) ? (types[name] as ElementType) : undefined;
  return type !== undefined && restored.includes(type) && carrierOf(type) === dtype ? type : dtype;
}

/**
 * What a run changes: the outputs that take the place of parameters. ONNX's algorithm is a graph that goes behind the model's own, which is a
 * whole step already: it adds no more than the values that the parameters begin with.
 */
const trainingInfo = (
  { parameters, next }: Pick<WrittenModel, "parameters" | "next">,
  starts: readonly TensorProto[],
): TrainingInfoProto => ({
  algorithm: { name: "algorithm", initializer: starts },
  updateBinding: Object.entries(next).map(([id, value]) => ({ key: parameters[id] as string, value })),
});
