import { graph } from "../../../graph/build.ts";
import { checkKind } from "../../../graph/check-kind.ts";
import { checkOptions } from "../../../graph/check-options.ts";
import { FormatError } from "../../../graph/errors.ts";
import type { Graph } from "../../../graph/graph.ts";
import type { InputSpec } from "../../../graph/input.ts";
import { isNdArray } from "../../../graph/is-ndarray.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Dim } from "../../../graph/shape.ts";
import { carrierOf, type ElementType, elementTypeOf, isFloatType } from "../element-types.ts";
import { decode } from "../wire/decode.ts";
import type { GraphProto, ModelProto, ValueInfoProto } from "../wire/schema.ts";
import { makeIds } from "./ids.ts";
import { Importing, opKey, type Scope } from "./importing.ts";
import type { Leaves } from "./node-call.ts";
import type { ExternalData } from "./read-tensor.ts";
import { elementsOf, known, type Value } from "./values.ts";

export interface FromOnnxOptions {
  /** Sizes of named axes: they are numbers from then on. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Values of inputs that must be known when the graph is built, by their names in the file: shapes, axes, pads. They are no inputs any more. */
  readonly constants?: Readonly<Record<string, NdArray | number | readonly number[]>>;
  /** The bytes of files beside the model, by the names that it calls them. */
  readonly externalData?: ExternalData;
}

/** What the inputs and outputs of a model are called in its file, and what types they have there. */
export interface OnnxNames {
  /** Original name → id of the input. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Original name → name of the output. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Original name → type of the elements in the file, such as "int64" where the graph has int32. */
  readonly types: Readonly<Record<string, ElementType>>;
}

export interface OnnxModel {
  readonly graph: Graph;
  /** The weights, by id of their parameter. */
  readonly parameters: Readonly<Record<string, NdArray>>;
  readonly onnx: OnnxNames;
}

/** Arrays of at most so many elements are numbers of the graph, not weights: axes, scales, ε. */
const smallest = 16;

/**
 * A graph with its weights from the bytes of an .onnx file, which are hostile until checked.
 *
 * Weights are parameters, whatever the file calls them; axes with a name keep it; int64, int16, int8 and uint16 are int32 here, float16 and
 * bfloat16 float32. Opsets 7 to 26.
 * Errors: FormatError where the bytes are no model, an op or type is none that dagrad has, or what must be known when the graph is built is
 * computed by a run; each names the node.
 */
export function fromOnnx(bytes: Uint8Array, options: FromOnnxOptions = {}): OnnxModel {
  checkKind(bytes instanceof Uint8Array, "fromOnnx", "bytes", "the bytes of an .onnx file", bytes, "read the file first");
  checkOptions("fromOnnx", options, ["dims", "constants", "externalData"]);
  const model = decode("Model", bytes);
  const file = model.graph;
  if (file === undefined) {
    throw new FormatError("fromOnnx: a model must have a graph, got none; this is no ONNX file", { code: "onnx-file" });
  }
  const { dims = {}, constants = {}, externalData = {} } = options;
  const id = makeIds();
  const weights = new Map((file.initializer ?? []).map((tensor) => [tensor.name ?? "", tensor]));
  const fed = (file.input ?? []).filter(({ name = "" }) => !weights.has(name) && !Object.hasOwn(constants, name));
  const types: Record<string, ElementType> = {};
  const inputs: Record<string, string> = {};
  const outputs: Record<string, string> = {};
  const parameters: Record<string, NdArray> = {};
  const specs: Record<string, InputSpec> = {};
  const dimIds = makeIds();
  for (const info of fed) {
    const name = info.name ?? "";
    types[name] = typeOf(info);
    inputs[name] = id(name, "x");
    specs[inputs[name]] = specOf(info, inputs[name], dims, dimIds);
  }
  const built = graph(specs, (handles, g) => {
    const made = new Map<string, AnyTensor>();
    const leaves: Leaves = {
      constant: (value) => g.constant(value),
      parameter: (name, value) => {
        const before = made.get(name);
        if (before !== undefined) return before;
        const parameter = id(name, "w");
        parameters[parameter] = value;
        const tensor = g.parameter(parameter, value.shape, { init: "zeros", dtype: value.dtype });
        made.set(name, tensor);
        return tensor;
      },
    };
    const functions = new Map((model.functions ?? []).map((one) => [`${one.domain ?? ""}.${one.name}`, one]));
    const importing = new Importing({ leaves, opset: opsetOf(model), external: externalData, functions });
    const scope: Scope = new Map();
    for (const [name, type] of Object.entries(types))
      scope.set(name, { kind: "computed", type, tensor: handles[inputs[name] as string] as AnyTensor });
    for (const [name, tensor] of weights) if (!Object.hasOwn(constants, name)) scope.set(name, weightOr(name, importing.read(tensor)));
    for (const [name, given] of Object.entries(constants)) scope.set(name, constantOf(name, given, file));
    importing.nodes(file.node ?? [], scope);
    return outputsOf(file, scope, { leaves, outputs, types });
  });
  return { graph: built, parameters, onnx: { inputs, outputs, types } };
}

/** Numbers that an op may have to know stay numbers; floats in numbers are weights. */
export function weightOr(name: string, value: ReturnType<typeof known>): Value {
  return isFloatType(value.type) && value.shape.length > 0 && value.data.length > smallest ? { ...value, kind: "weight", name } : value;
}

function outputsOf(
  file: GraphProto,
  scope: Scope,
  { leaves, outputs, types }: { leaves: Leaves; outputs: Record<string, string>; types: Record<string, ElementType> },
): Record<string, AnyTensor> {
  const named: Record<string, AnyTensor> = {};
  const id = makeIds();
  for (const { name = "" } of file.output ?? []) {
    const value = scope.get(name);
    if (value === undefined)
      throw new FormatError(`fromOnnx: output ${JSON.stringify(name)} must be computed, got no node that does; this file is damaged`, {
        code: "onnx-file",
      });
    const key = id(name, "y");
    outputs[name] = key;
    types[name] = value.type;
    named[key] = tensorOf(value, leaves);
  }
  return named;
}

function tensorOf(value: Value, leaves: Leaves): AnyTensor {
  if (value.kind === "computed") return value.tensor;
  const dtype = carrierOf(value.type);
  if (dtype === undefined)
    throw new FormatError(`fromOnnx: an output must be of a type that dagrad can carry, got ${value.type}; leave it out`, {
      code: "onnx-unsupported",
    });
  const array = new NdArray(elementsOf(value.data, dtype), value.shape, dtype);
  return value.kind === "weight" ? leaves.parameter(value.name, array) : leaves.constant(array);
}

/** The version of ONNX's own op set. */
function opsetOf({ opsetImport = [] }: ModelProto): number {
  return Number(opsetImport.find(({ domain }) => opKey(domain, "") === "")?.version ?? 1);
}

function typeOf({ name = "", type }: ValueInfoProto): ElementType {
  const found = elementTypeOf(type?.tensorType?.elemType);
  if (found !== undefined && carrierOf(found) !== undefined) return found;
  const actual = found ?? "no tensor";
  throw new FormatError(
    `fromOnnx: input ${JSON.stringify(name)} must be a tensor of a type that dagrad can carry, got ${actual}; convert the model to float32`,
    {
      code: "onnx-unsupported",
      actual,
    },
  );
}

/** dim_param is a named axis; one without a name has that of its input and position. */
function specOf(
  { name = "", type }: ValueInfoProto,
  input: string,
  sizes: Readonly<Record<string, number>>,
  dimId: ReturnType<typeof makeIds>,
): InputSpec {
  const elements = elementTypeOf(type?.tensorType?.elemType) as ElementType;
  const shape = (type?.tensorType?.shape?.dim ?? []).map(({ dimValue, dimParam }, axis): Dim => {
    if (dimValue !== undefined && Number(dimValue) > 0) return Number(dimValue);
    if (dimValue !== undefined && dimParam === undefined && Number(dimValue) === 0) return 0;
    const key = dimParam || `${input}_${axis}`;
    return sizes[key] ?? sizes[`${name}:${axis}`] ?? dimId(key, "d");
  });
  return { shape, dtype: carrierOf(elements) as InputSpec["dtype"] };
}

/** A value that the caller knows, of the type that the input has in the file. */
function constantOf(name: string, given: NdArray | number | readonly number[], file: GraphProto): Value {
  const info = (file.input ?? []).find((one) => one.name === name);
  if (info === undefined) {
    const names = (file.input ?? []).map((one) => JSON.stringify(one.name)).join(", ");
    throw new FormatError(`fromOnnx: constants must be inputs of the model, got ${JSON.stringify(name)}; its inputs are ${names}`, {
      code: "onnx-constant",
      actual: name,
    });
  }
  const type = typeOf(info);
  if (isNdArray(given)) return known(type, given.shape, given.data);
  return typeof given === "number" ? known(type, [], [given]) : known(type, [given.length], given);
}
