import type { TypedArray } from "../../../graph/dtype.ts";
import type { Fail, Value } from "../../../graph/op.ts";
import { failIndex } from "./fail-index.ts";

/** y = the element of each row of x that its index names. */
export function pickInto({ data: x, shape }: Value, indices: Value, y: TypedArray, fail: Fail): void {
  const size = shape.at(-1) as number;
  for (let row = 0; row < y.length; row++) {
    const index = indices.data[row] as number;
    if (!(index >= 0 && index < size)) failIndex(indices, row, size, fail);
    y[row] = x[row * size + index] as number;
  }
}

/** y = rows of zeros with a 1 at the index. */
export function markInto(indices: Value, { data: y, shape }: Value, fail: Fail): void {
  const depth = shape.at(-1) as number;
  y.fill(0);
  for (let row = 0; row < indices.data.length; row++) {
    const index = indices.data[row] as number;
    if (!(index >= 0 && index < depth)) failIndex(indices, row, depth, fail);
    y[row * depth + index] = 1;
  }
}
