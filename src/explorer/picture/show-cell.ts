import type { DType } from "../../../graph/dtype.ts";
import { showElement } from "../../export/quantities.ts";

/** An element in a cell of a picture, three digits of a float: −0.0129, 4.7e−5; otherwise as pictures write it. */
export function showCell(value: number, dtype: DType): string {
  const size = Math.abs(value);
  if ((dtype !== "float32" && dtype !== "float64") || size < 0.001 || size >= 99999.5 || !Number.isFinite(size))
    return showElement(value, dtype);
  return (value < 0 ? "−" : "") + (size >= 999.5 ? size.toFixed(0) : size.toPrecision(3));
}
