import { type Attrs, NdArray, type Op } from "dagrad";
import { allocate, type DType } from "../../../graph/dtype.ts";
import { failAt, type Operands, type Primitive, type Value } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";

/** What the reference's kernel of an op makes of these operands, as a new array. */
export function runPrimitive(op: Op, inputs: readonly Value[], attrs: Attrs, shape: readonly number[], dtype: DType): NdArray {
  const output = new NdArray(allocate(dtype, sizeOf(shape)), shape, dtype);
  (op as Primitive<any>).kernel(inputs as unknown as Operands<Value>, output, attrs, failAt(op.name, op.name))();
  return output;
}
