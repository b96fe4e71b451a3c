import { checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { allocate, type FloatType, isFloat } from "../../graph/dtype.ts";
import { OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showValue } from "../../graph/show-value.ts";
import { checkLabel, classCount, flatLabels, type Labels } from "./class-numbers.ts";

/**
 * One row a label, 1 in the column of its class and 0 elsewhere: float[labels, classes]. `classes` is the largest label + 1 where it is
 * not given. OpError for no whole number of classes; FeedError when a label is not one of 0 … classes − 1.
 */
export function oneHotEncode<D extends FloatType = "float32">(
  labels: Labels,
  options: { readonly classes?: number; readonly dtype?: D } = {},
): NdArray<D> {
  checkOptions("oneHotEncode", options, ["classes num_classes", "dtype"]);
  const { classes, dtype = "float32" as D } = options;
  const list = flatLabels("oneHotEncode", labels);
  const size = classes ?? classCount(list);
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new OpError(`oneHotEncode: classes must be a whole number ≥ 1, got ${showValue(size)}; give the number of classes`, {
      code: "bad-count",
      expected: "≥ 1",
      actual: showValue(size),
    });
  }
  checkKind(isFloat(dtype), "oneHotEncode", "dtype", "float32 or float64", dtype, "leave it out for float32");
  const data = allocate(dtype, list.length * size);
  for (let row = 0; row < list.length; row++) data[row * size + checkLabel("oneHotEncode", list[row] as number, row, size)] = 1;
  return new NdArray(data, [list.length, size], dtype);
}
