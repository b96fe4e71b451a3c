import type { DType } from "../../../graph/dtype.ts";
import type { AttrValue } from "../../../graph/graph.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import type { Nested } from "../../../graph/nested.ts";

const lineWidth = 88;

/** np.float32 */
export const pythonDType = (dtype: DType): string => `np.${dtype === "bool" ? "bool_" : dtype}`;

/** One number as Python writes it: 0.5, 1e-07, np.inf, True. */
export function pythonNumber(value: AttrValue, dtype: DType): string {
  if (dtype === "bool") return Number(value) === 0 ? "False" : "True";
  return String(value)
    .replace("-0", Object.is(Number(value), -0) ? "-0.0" : "-0")
    .replace("Infinity", "np.inf")
    .replace("NaN", "np.nan");
}

/** np.array([[1, 2], [3, 4]], dtype=np.float32), a row a line where it is long. */
export function pythonArray(value: NdArray): string {
  const dtype = `dtype=${pythonDType(value.dtype)}`;
  if (value.data.length === 0) return `np.zeros((${value.shape.map((dim) => `${dim},`).join(" ")}), ${dtype})`;
  const nested = value.tolist();
  const whole = `np.array(${written(nested, value.dtype)}, ${dtype})`;
  if (whole.length <= lineWidth || !Array.isArray(nested)) return whole;
  const rows = nested.map((row: Nested) => `    ${written(row, value.dtype)},`);
  return `np.array([\n${rows.join("\n")}\n], ${dtype})`;
}

const written = (value: Nested, dtype: DType): string =>
  Array.isArray(value)
    ? `[${value.map((part: Nested) => written(part, dtype)).join(", ")}]`
    : pythonNumber(Object.is(value, -0) ? "-0" : Number(value), dtype);
