import { describeValue } from "../../graph/check-kind.ts";
import { allocate, type DType } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { sizeOf } from "../../graph/shape.ts";
import { argumentError, checkInteger } from "./check-argument.ts";

/** A length, or a shape: 5 is [5]. */
export type Size = number | readonly number[];

const mostElements = 2 ** 31 - 1;

/** The shape that `size` stands for. OpError when a length is no whole number, or there are 2^31 elements or more. */
export function shapeOfSize(op: string, size: Size): readonly number[] {
  const shape = typeof size === "number" ? [size] : size;
  if (!Array.isArray(shape)) {
    throw argumentError("bad-size", op, "size", "a length or a list of lengths", describeValue(size), "give 5 or [2, 3]");
  }
  for (const length of shape) checkInteger("bad-size", op, "every length", length, [0, mostElements], "give lengths such as 2, 3");
  if (sizeOf(shape) > mostElements) {
    throw argumentError("bad-size", op, "size", `at most ${mostElements} elements`, `[${shape.join(", ")}]`, "draw in smaller parts");
  }
  return shape;
}

/** One drawn number when there is no size, otherwise an array of `size` filled in row-major order. */
export function drawArray<D extends DType>(op: string, size: Size | undefined, dtype: D, draw: () => number): number | NdArray<D> {
  if (size === undefined) return draw();
  const shape = shapeOfSize(op, size);
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return new NdArray(data, shape, dtype);
}
