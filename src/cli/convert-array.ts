import { allocate, type DType, integerRange } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { exact, storeAll } from "../../graph/store.ts";
import { CliError } from "./cli-error.ts";

/**
 * The array in another dtype: floats are rounded, integers and truth values must be held exactly.
 * CliError that begins with `what` for an element that the dtype cannot hold.
 */
export function convertArray(array: NdArray, dtype: DType, what: string): NdArray {
  if (array.dtype === dtype) return array;
  const { data, shape } = array;
  const converted = allocate(dtype, data.length);
  const at = storeAll(data, converted, dtype, exact);
  if (at >= 0) {
    const [least, most] = integerRange[dtype as "int32"];
    throw new CliError(`${what}: elements must be whole numbers ${least} … ${most} for ${dtype}, got ${data[at]}; correct the elements`);
  }
  return new NdArray(converted, shape, dtype);
}
