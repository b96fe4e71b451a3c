import { allocate, type DType, type TypedArray } from "../../../graph/dtype.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import type { ElementType } from "../element-types.ts";

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
export const computed = (tensor: AnyTensor, type: ElementType): Computed => ({ kind: "computed", type, tensor });

/** Whole numbers of 64 bits, as shapes and axes are. */
export const wholeNumbers = (data: readonly number[], shape: readonly number[] = [data.length]): Known => known("int64", shape, data);

/** Numbers as elements of a dtype; whole ones beyond 32 bits become the nearest, as the end of "to the end" is 2⁶³ − 1. */
export function elementsOf(data: ArrayLike<number>, dtype: DType): TypedArray {
  const elements = allocate(dtype, data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    elements[i] = dtype === "int32" ? Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1) : value;
  }
  return elements;
}
