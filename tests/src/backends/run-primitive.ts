import { type Attrs, NdArray, type Op } from "dagrad";
import { allocate, type DType } from "../../../graph/dtype.ts";
import { failAt, type Primitive, type Value } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { kernelOf } from "../../../src/backends/reference/kernel-of.ts";

/** What the reference makes of an op on these operands, as a new array. */
export function runPrimitive(op: Op, inputs: readonly Value[], attrs: Attrs, shape: readonly number[], dtype: DType): NdArray {
  const output = new NdArray(allocate(dtype, sizeOf(shape)), shape, dtype);
  kernelOf(op as Primitive<any>, inputs, output, attrs, failAt(op.name, op.name))();
  return output;
}
