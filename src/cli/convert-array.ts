import { allocate, type DType, integerRange, isFloat } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { CliError } from "./cli-error.ts";

/**
 * The array in another dtype: floats are rounded, integers and truth values must be held exactly.
 * CliError that begins with `what` for an element that the dtype cannot hold.
 */
export function convertArray(array: NdArray, dtype: DType, what: string): NdArray {
  if (array.dtype === dtype) return array;
  const { data, shape } = array;
  const converted = allocate(dtype, data.length);
  if (!isFloat(dtype)) {
    const [least, most] = integerRange[dtype];
    for (let i = 0; i < data.length; i++) {
      const element = data[i] as number;
      if (Number.isInteger(element) && element >= least && element <= most) continue;
      throw new CliError(`${what}: elements must be whole numbers ${least} … ${most} for ${dtype}, got ${element}; correct the elements`);
    }
  }
  converted.set(data);
  return new NdArray(converted, shape, dtype);
}
