import { finish } from "../../../graph/build.ts";
import { GraphBuilder } from "../../../graph/builder.ts";
import { checkKind } from "../../../graph/check-kind.ts";
import { checkOptions } from "../../../graph/check-options.ts";
import { FeedError, FormatError } from "../../../graph/errors.ts";
import { isNdArray } from "../../../graph/is-ndarray.ts";
import { isRecord } from "../../../graph/is-record.ts";
import { array, NdArray } from "../../../graph/ndarray.ts";
import { isNested, type NestedNumbers } from "../../../graph/nested.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import { carrierOf, type ElementType } from "../element-types.ts";
import type { GraphProto, ModelProto } from "../wire/schema.ts";
import { makeIds } from "./ids.ts";
import { Importing, opKey } from "./importing.ts";
import { specsOf, typeOf } from "./inputs.ts";
import { ModelLeaves, titled } from "./model-leaves.ts";
import type { Handler } from "./node-call.ts";
import type { OnnxModel } from "./onnx-model.ts";
import { damaged, readModel } from "./read-model.ts";
import type { ExternalData } from "./read-tensor.ts";
import { runnerOf } from "./run-by-names.ts";
import { Scope } from "./scope.ts";
import { elementsOf, known, type Value } from "./values.ts";
import { weightsInPlace } from "./weights-in-place.ts";

export interface FromOnnxOptions {
  /** Sizes of axes by their names: they are numbers from then on. An axis without a name is called after its input: "x_0". */
  readonly dims?: Readonly<Record<string, number>>;
  /** Values of inputs that must be known when the graph is built, by their names in the file: shapes, axes, pads. They are no inputs any more. */
  readonly constants?: Readonly<Record<string, NdArray | number | NestedNumbers>>;
  /** The bytes of files beside the model, by the names that it calls them. */
  readonly externalData?: ExternalData;
  /**
   * How further ops are written, by their names; those of other domains by "domain.name": `rareOps`, or your own, such as
   * `{ "com.acme.Twice": (call) => mul(call.tensor(0), 2) }`. They come before those that every page loads.
   */
  readonly ops?: Readonly<Record<string, Handler>>;
}

/**
 * A model from the bytes of an .onnx file, which are hostile until checked: its graph, and beside it its weights.
 *
 *     const model = fromOnnx(await (await fetch("model.onnx")).arrayBuffer());
 *     model.run({ image: x });
 *
 * Weights are parameters, whatever the file calls them; axes with a name keep it; names that are no ids are mapped, and stay as titles. int64,
 * int16, int8 and uint16 are int32 here, float16 and bfloat16 float32. Opsets 7 to 26.
 * Errors: FormatError where the bytes are no model ("onnx-file"), an op or type is none that dagrad has ("onnx-unsupported"), what must be
 * known when the graph is built is computed by a run ("onnx-not-known"), or an option names what the file has not; each names the node.
 */
export function fromOnnx(bytes: Uint8Array | ArrayBuffer, options: FromOnnxOptions = {}): OnnxModel {
  checkOptions("fromOnnx", options, ["dims", "constants", "externalData", "ops"]);
  const { dims = {}, constants = {}, externalData = {}, ops = {} } = options;
  checkKind(isRecord(dims), "fromOnnx", "dims", "sizes by name", dims, "write { batch: 1 }");
  checkKind(isRecord(constants), "fromOnnx", "constants", "values by name", constants, "write { shape: [1, 3] }");
  const isData = isRecord(externalData) && Object.values(externalData).every((one) => one instanceof Uint8Array);
  checkKind(isData, "fromOnnx", "externalData", "bytes by the names of files", externalData, 'write { "weights.data": bytes }');
  checkKind(isRecord(ops), "fromOnnx", "ops", "functions by the names of ops", ops, "pass rareOps");
  const model = readModel("fromOnnx", bytes);
  const file = model.graph;
  const builder = new GraphBuilder();
  const idOf = makeIds();
  const leaves = new ModelLeaves(builder);
  const importing = new Importing({
    leaves,
    opset: opsetOf(model),
    external: externalData,
    ops,
    size: model.size,
    functions: new Map((model.functions ?? []).map((one) => [`${one.domain ?? ""}.${one.name}`, one])),
  });
  const initializers = new Map((file.initializer ?? []).map((tensor) => [tensor.name ?? "", tensor]));
  const fed = (file.input ?? []).filter(({ name = "" }) => !initializers.has(name) && !Object.hasOwn(constants, name));
  const names = { inputs: new Map<string, string>(), outputs: new Map<string, string>(), types: new Map<string, ElementType>() };
  const scope = new Scope();
  const specs = specsOf(fed, (name) => idOf(name, "x"), dims);
  for (const info of fed) {
    const { name = "" } = info;
    const [id, type] = [idOf(name, "x"), typeOf(info)];
    if (names.inputs.has(name)) throw damaged("inputs must have different names", `${JSON.stringify(name)} twice`);
    const { shape, dtype } = specs.get(name) as { shape: readonly number[]; dtype: AnyTensor["dtype"] };
    const tensor = builder.leaf("input", titled(name, id), { shape, dtype }, id) as AnyTensor;
    names.inputs.set(name, id);
    names.types.set(name, type);
    scope.set(name, { kind: "computed", type, tensor });
  }
  for (const [name, tensor] of initializers) if (!Object.hasOwn(constants, name)) scope.set(name, importing.read(tensor, name));
  for (const [name, given] of Object.entries(constants)) scope.set(name, constantOf(name, given, file));
  importing.nodes(file.node ?? [], scope);
  const outputs: Record<string, string> = {};
  const outputOf = makeIds();
  for (const { name = "" } of file.output ?? []) {
    const value = scope.get(name);
    if (value === undefined) throw damaged(`output ${JSON.stringify(name)} must be computed`, "no node that does");
    const key = outputOf(name, "y");
    names.outputs.set(name, key);
    names.types.set(name, value.type);
    outputs[key] = tensorOf(value, leaves, name).id;
  }
  if (names.outputs.size === 0) throw damaged("a model must have an output", "none");
  const inputs = [...names.inputs.values()];
  leaves.keepOnly(neededBy([...Object.values(outputs), ...inputs], builder));
  checkSizes(builder);
  const read = {
    ...weightsInPlace(finish(builder, inputs, outputs), leaves.parameters),
    names: {
      inputs: Object.fromEntries(names.inputs),
      outputs: Object.fromEntries(names.outputs),
      types: Object.fromEntries(names.types),
    },
  };
  return { ...read, run: runnerOf(read) };
}

function tensorOf(value: Value, leaves: ModelLeaves, name: string): AnyTensor {
  if (value.kind === "computed") return value.tensor;
  const dtype = carrierOf(value.type);
  if (dtype === undefined) {
    throw new FormatError(
      `fromOnnx: output ${JSON.stringify(name)} must be of a type that dagrad can carry, got ${value.type}; leave it out`,
      {
        code: "onnx-unsupported",
        actual: value.type,
      },
    );
  }
  const array = new NdArray(elementsOf(value.data, dtype), value.shape, dtype);
  return value.kind === "weight" ? leaves.parameter(value.name, array) : leaves.constant(array);
}

/** FormatError for a size that numbers do not tell from the next one: strides and pads of a file may come to any. */
function checkSizes({ nodes }: GraphBuilder): void {
  for (const [id, { shape }] of nodes) {
    const size = shape.find((dim) => typeof dim === "number" && !Number.isSafeInteger(dim));
    if (size !== undefined) throw damaged(`sizes must be whole numbers below 2⁵³ (node "${id}")`, String(size));
  }
}

/** The nodes that some depend on, themselves among them. Others come of attempts that were given up, and of outputs that nothing reads. */
function neededBy(ids: readonly string[], { nodes }: GraphBuilder): ReadonlySet<string> {
  const needed = new Set(ids);
  for (const id of needed) for (const input of nodes.get(id)?.inputs ?? []) needed.add(input);
  return needed;
}

/** The version of ONNX's own op set. */
function opsetOf({ opsetImport = [] }: ModelProto): number {
  return Number(opsetImport.find(({ domain }) => opKey(domain, "") === "")?.version ?? 1);
}

/** A value that the caller knows, of the type that the input has in the file. */
function constantOf(name: string, given: NdArray | number | NestedNumbers, file: GraphProto): Value {
  const info = (file.input ?? []).find((one) => one.name === name);
  if (info === undefined) {
    const names = (file.input ?? []).map((one) => JSON.stringify(one.name)).join(", ");
    throw new FormatError(`fromOnnx: constants must be inputs of the model, got ${JSON.stringify(name)}; its inputs are ${names}`, {
      code: "onnx-constant",
      actual: name,
    });
  }
  const type = typeOf(info);
  const { shape, data } = isNdArray(given) ? given : arrayOf(name, given);
  return known(type, shape, data);
}

function arrayOf(name: string, given: number | NestedNumbers): NdArray {
  checkKind(isNested(given), "fromOnnx", `constants.${name}`, "an NdArray, a number or lists of numbers", given, "correct it");
  try {
    return array(given);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new FeedError(error.message.replace(/^array/, `fromOnnx: constants.${name}`), { code: error.code });
  }
}
