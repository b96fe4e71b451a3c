import { allocate, type DType, isArrayOf, type TypedArray } from "../../../graph/dtype.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Dim } from "../../../graph/shape.ts";
import { carrierOf, type ElementType, isFloatType } from "../element-types.ts";

/** Numbers that are known while the graph is built: shapes, axes, pads, and what is computed of them. */
export interface Known {
  readonly kind: "known";
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Whole numbers of 64 bits are exact up to 2⁵³. */
  readonly data: ArrayLike<number>;
}

/** A tensor of the graph, with the type that its elements have in the file. */
export interface Computed {
  readonly kind: "computed";
  readonly type: ElementType;
  readonly tensor: AnyTensor;
  /** Of whole numbers that are sizes of axes with a name, or worked out of these: what each of them is. */
  readonly dims?: readonly Dim[];
}

/** A weight: a parameter of the graph from the moment that an op asks for it as a tensor, numbers where an op must know them. */
export interface Weight extends Omit<Known, "kind"> {
  readonly kind: "weight";
  readonly name: string;
}

export type Value = Known | Computed | Weight;

export const known = (type: ElementType, shape: readonly number[], data: ArrayLike<number>): Known => ({
  kind: "known",
  type,
  shape,
  data,
});
/** A list of floats is a weight; of so many it may be scales and sizes, too, and what is computed of it alone is computed at once. */
export const fewFloats = 16;
/** Whole numbers are axes, shapes and tables; more of them would make a graph that nobody can read, and are a weight. */
export const fewNumbers = 4096;

/**
 * A list of floats is a weight, under the name that the file has for it, and so is a long list of any type; of a list that is written among the
 * nodes, one number is a number. All else are numbers of the graph.
 */
export function weightOr(name: string, value: Known, isNode = false): Known | Weight {
  const { type, shape, data } = value;
  const dtype = carrierOf(type);
  const isWeight = isFloatType(type) ? shape.length > 0 && data.length > Number(isNode) : data.length > fewNumbers;
  if (dtype === undefined || !isWeight) return value;
  // One array however often it is read: by it a parameter is known.
  return { kind: "weight", name, type, shape, data: elementsOf(data, dtype) };
}

export const computed = (tensor: AnyTensor, type: ElementType): Computed => ({ kind: "computed", type, tensor });

/** Whole numbers of 64 bits, as shapes and axes are. */
export const wholeNumbers = (data: readonly number[], shape: readonly number[] = [data.length]): Known => known("int64", shape, data);

/** Numbers as elements of a dtype; whole ones beyond 32 bits become the nearest, as the end of "to the end" is 2⁶³ − 1. */
export function elementsOf(data: ArrayLike<number>, dtype: DType): TypedArray {
  if (isArrayOf(data, dtype)) return data as TypedArray;
  const elements = allocate(dtype, data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    elements[i] = dtype === "int32" ? Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1) : value;
  }
  return elements;
}
