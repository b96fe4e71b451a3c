import { allocate, type DType, integerRange, isFloat } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { isTruth } from "../model/column-width.ts";
import type { FilledColumn, Place } from "./filled-column.ts";
import { tableError } from "./table-error.ts";

/**
 * Columns side by side as dtype[rows, places], float32 unless `dtype` says otherwise: numbers as they are, true and false as 1 and 0, a place for each of other categories, 1 where
 * the cell is that one, else 0. `rows` are those of the table to take.
 */
export function besideEachOther(columns: readonly FilledColumn[], rows: Uint32Array, place: Place, dtype: DType = "float32"): NdArray<any> {
  const widths = columns.map(({ categories }) => (categories === undefined || isTruth(categories) ? 1 : categories.length));
  const width = widths.reduce((sum, one) => sum + one, 0);
  const data = allocate(dtype, rows.length * width);
  let from = 0;
  for (const [at, column] of columns.entries()) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const start = i * width + from;
      if (column.categories === undefined) data[start] = fitting(column.numbers[row] as number, dtype, column, row, place);
      else if (widths[at] === 1) data[start] = column.categories.length === 1 ? 1 : (column.codes[row] as number);
      else data[start + (column.codes[row] as number)] = 1;
    }
    from += widths[at] as number;
  }
  return new NdArray(data as never, [rows.length, width], dtype as never);
}

/** One column as dtype[rows]: its numbers, or the places among its categories. int32 where all are whole, else float32, unless `dtype` says. */
export function alone(column: FilledColumn, rows: Uint32Array, place: Place, dtype?: DType): NdArray<any> {
  const values = column.categories === undefined ? column.numbers : column.codes;
  const isWhole = column.categories !== undefined || rows.every((row) => isInt32(values[row] as number));
  const chosen = dtype ?? (isWhole ? "int32" : "float32");
  const data = allocate(chosen, rows.length);
  for (let i = 0; i < rows.length; i++) data[i] = fitting(values[rows[i] as number] as number, chosen, column, rows[i] as number, place);
  return new NdArray(data as never, [rows.length], chosen as never);
}

const isInt32 = (value: number): boolean => Object.is(value | 0, value);

/** The value. FormatError where the dtype does not hold it. */
function fitting(value: number, dtype: DType, { name }: FilledColumn, row: number, { file, lines }: Place): number {
  const [least, most] = dtype === "bool" ? [0, 1] : isFloat(dtype) ? [-Infinity, Infinity] : integerRange[dtype as "int32"];
  const fits = isFloat(dtype)
    ? Number.isFinite(dtype === "float32" ? Math.fround(value) : value)
    : Number.isInteger(value) && value >= least && value <= most;
  if (fits) return value;
  const expected = isFloat(dtype)
    ? `a number must be in the range of ${dtype}`
    : `a number must be whole, ${least} to ${most}, for ${dtype}`;
  throw tableError(
    "bad-number",
    `${file}, line ${lines[row]}, column "${name}"`,
    expected,
    String(value),
    "correct the cell, or scale the column",
  );
}
