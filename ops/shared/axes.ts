import { builderOf } from "../../graph/builder.ts";
import { failAt } from "../../graph/op.ts";
import { type Dim, type Shape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";

/** An axis by position (negative: from the end) or by the name of its dim. */
export type Axis = number | string;

/** What reductions take: an axis, several, or all where none is given. */
export interface ReduceOptions {
  readonly axis?: Axis | readonly Axis[];
  /** Reduced axes stay, with size 1. Default false. */
  readonly keepdims?: boolean;
}

/** The position of an axis as an attribute: names and negative positions are resolved; one that x does not have is left to `infer`. */
export function axisOf(op: string, x: Tensor, axis: Axis): number {
  builderOf(x);
  const rank = x.shape.length;
  if (typeof axis === "number") return axis < 0 && axis >= -rank ? axis + rank : axis;
  const position = x.shape.indexOf(axis);
  if (position < 0) {
    failAt(
      op,
      x.id,
    )({
      code: "axis",
      expected: "axis must be a position or a dim's name",
      actual: `"${axis}" for ${showShape(x.shape)}`,
      cure: "correct axis",
    });
  }
  return position;
}

/** The attributes of a reduction of x, all axes where none is given. */
export function reductionAttrs(
  op: string,
  x: Tensor,
  { axis, keepdims = false }: ReduceOptions = {},
): { axis: number[]; keepdims: boolean } {
  builderOf(x);
  const axes =
    axis === undefined
      ? x.shape.map((_, position) => position)
      : (Array.isArray(axis) ? axis : [axis]).map((one: Axis) => axisOf(op, x, one));
  return { axis: axes.sort((p, q) => p - q), keepdims };
}

/** The shape of x with size 1 along the given axes, counted from the front: what keepdims leaves. */
export const keptShape = (shape: Shape, axis: readonly number[]): Dim[] => shape.map((dim, i) => (axis.includes(i) ? 1 : dim));
