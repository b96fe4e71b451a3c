import type { DType, TypedArray } from "../../../graph/dtype.ts";
import type { Dim } from "../../../graph/shape.ts";
import { type ElementType, elementTypes } from "../element-types.ts";
import type { AttributeProto, TensorProto, ValueInfoProto } from "../wire/schema.ts";

/** What elements of a dtype are called in a file. */
export const storedAs = { float32: "float", float64: "double", int32: "int32", uint8: "uint8", bool: "bool" } as const satisfies Record<
  DType,
  ElementType
>;

export const typeNumber = (type: DType | ElementType): number =>
  elementTypes[type in storedAs ? storedAs[type as DType] : (type as ElementType)].number;

/** A tensor of a file. Its bytes are those of the array, not a copy. */
export const tensorProto = (
  name: string,
  {
    type,
    shape,
    data,
  }: { readonly type: DType | ElementType; readonly shape: readonly number[]; readonly data: TypedArray | BigInt64Array },
): TensorProto => ({
  dims: shape,
  dataType: typeNumber(type),
  name,
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});

/** An input or output: a named axis is a dim_param, an expression is one, too. */
export const valueInfo = (name: string, type: DType | ElementType, shape: readonly Dim[]): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: typeNumber(type),
      shape: { dim: shape.map((dim) => (typeof dim === "number" ? { dimValue: dim } : { dimParam: dim })) },
    },
  },
});

/** A number of an attribute that is a float, though it may be whole. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}
export const float = (value: number): Float => new Float(value);

export type AttributeValue = number | Float | string | readonly number[] | readonly string[] | TensorProto | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;

const text = new TextEncoder();

/** Attributes by their types' numbers; what is undefined is left out. */
export const attributeProtos = (attributes: Attributes): AttributeProto[] =>
  Object.entries(attributes).flatMap(([name, value]): AttributeProto[] =>
    value === undefined ? [] : [{ name, ...attributeValue(value) }],
  );

function attributeValue(value: Exclude<AttributeValue, undefined>): AttributeProto {
  if (value instanceof Float) return { f: value.value, type: 1 };
  if (typeof value === "number") return { i: value, type: 2 };
  if (typeof value === "string") return { s: text.encode(value), type: 3 };
  if (!Array.isArray(value)) return { t: value as TensorProto, type: 4 };
  const list = value as readonly (number | string)[];
  return list.length > 0 && typeof list[0] === "string"
    ? { strings: list.map((one) => text.encode(one as string)), type: 8 }
    : { ints: list as readonly number[], type: 7 };
}
