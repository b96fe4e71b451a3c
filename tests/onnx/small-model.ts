import { type ElementType, elementTypes } from "../../src/onnx/element-types.ts";
import { encode } from "../../src/onnx/wire/encode.ts";
import type { AttributeProto, FunctionProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from "../../src/onnx/wire/schema.ts";

/** "float" and the sizes or names of axes; null stands for an axis without either. */
export type TypeOfValue = readonly [type: ElementType, ...shape: (number | string | null)[]];

type AttributeValue =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly float: number | readonly number[] }
  | TensorProto
  | GraphProto;

const utf8 = new TextEncoder();

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === "number") return { name, i: value, type: 2 };
  if (typeof value === "string") return { name, s: utf8.encode(value), type: 3 };
  if (Array.isArray(value)) {
    return typeof value[0] === "string"
      ? { name, strings: value.map((one) => utf8.encode(one as string)), type: 8 }
      : { name, ints: value as readonly number[], type: 7 };
  }
  if ("float" in value) return typeof value.float === "number" ? { name, f: value.float, type: 1 } : { name, floats: value.float, type: 6 };
  return "dataType" in value ? { name, t: value as TensorProto, type: 4 } : { name, g: value as GraphProto, type: 5 };
}

/** A node: its op, "domain.Op" of another domain than ONNX's own, its inputs and outputs by name. */
export function node(
  op: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  name = "",
): NodeProto {
  const at = op.lastIndexOf(".");
  return {
    opType: op.slice(at + 1),
    ...(at > 0 && { domain: op.slice(0, at) }),
    input,
    output,
    attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    ...(name && { name }),
  };
}

/** A tensor of the file: float and int32 in fields of their own, int64 too. */
export function tensor(
  type: "float" | "int64" | "int32" | "bool",
  dims: readonly number[],
  data: readonly number[],
  name = "",
): TensorProto {
  const dataType = elementTypes[type].number;
  const field = { float: "floatData", int64: "int64Data", int32: "int32Data", bool: "int32Data" }[type];
  return { name, dims, dataType, [field]: data };
}

export const valueInfo = (name: string, [type, ...shape]: TypeOfValue): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: elementTypes[type].number,
      shape: { dim: shape.map((dim) => (dim === null ? {} : typeof dim === "number" ? { dimValue: dim } : { dimParam: dim })) },
    },
  },
});

export interface SmallGraph {
  readonly inputs?: Readonly<Record<string, TypeOfValue>>;
  readonly outputs: readonly string[] | Readonly<Record<string, TypeOfValue>>;
  readonly nodes: readonly NodeProto[];
  readonly initializers?: readonly TensorProto[];
}

export function graphProto({ inputs = {}, outputs, nodes, initializers = [] }: SmallGraph): GraphProto {
  const named: readonly (readonly [string, TypeOfValue])[] = Array.isArray(outputs)
    ? outputs.map((name: string) => [name, ["float"]] as const)
    : Object.entries(outputs);
  return {
    name: "small",
    node: nodes,
    initializer: initializers,
    input: Object.entries(inputs).map(([name, type]) => valueInfo(name, type)),
    output: named.map(([name, type]) => valueInfo(name, type)),
  };
}

/** The bytes of a model, so small that a test can be read. */
export const smallModel = (graph: SmallGraph, { opset = 17, irVersion = 8, functions = [] as readonly FunctionProto[] } = {}): Uint8Array =>
  encode("Model", { irVersion, opsetImport: [{ domain: "", version: opset }], graph: graphProto(graph), functions });
