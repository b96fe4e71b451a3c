import { shortened, showValue } from "../../graph/show-value.ts";
import { hasComma } from "./cell.ts";
import type { Column } from "./column.ts";
import { tableError, unknownCategory } from "./table-error.ts";

/** A column as a network takes it: numbers, or places among categories. Missing cells are NaN and −1. */
export type FilledColumn =
  | { readonly name: string; readonly numbers: Float64Array; readonly categories?: undefined }
  | { readonly name: string; readonly codes: Int32Array; readonly categories: readonly string[] };

/** Where the rows of a table stand in its file. */
export interface Place {
  readonly file: string;
  readonly lines: Uint32Array;
}

/** The column as it was read. FormatError where it is mixed or has no known cell. */
export function asRead({ name, kind, numbers, codes, categories, text }: Column, { file, lines }: Place): FilledColumn {
  if (numbers !== undefined) return { name, numbers };
  if (codes !== undefined && categories !== undefined) return { name, codes, categories };
  const where = `${file}, column "${name}"`;
  if (kind === "empty" || text === undefined) {
    throw tableError("missing-cells", where, "a column must have known cells", "none", "leave it out");
  }
  const actual = `${showValue(text.cell)} in line ${lines[text.row]}`;
  const cure = hasComma(text.cell)
    ? 'read it with { decimal: "," }, or take out the signs between thousands'
    : `correct the cell, or read it with { categories: [${showValue(name)}] }`;
  throw tableError("mixed-column", where, "cells must all be numbers", actual, cure);
}

/** The column as numbers. FormatError where it has texts. */
export function asNumbers(column: Column, place: Place): FilledColumn {
  const read =
    column.kind === "empty" ? { name: column.name, numbers: new Float64Array(place.lines.length).fill(Number.NaN) } : asRead(column, place);
  if (read.categories === undefined) return read;
  const { name, codes, categories } = read;
  const row = codes.findIndex((code) => code >= 0);
  const actual = `${showValue(categories[codes[row] as number])} in line ${place.lines[row]}`;
  throw tableError("mixed-column", `${place.file}, column "${name}"`, "cells must be numbers as in training", actual, "correct the column");
}

/** The column as places among these categories. FormatError for a cell that is none of them. */
export function asCategories(column: Column, categories: readonly string[], place: Place): FilledColumn {
  const { name, kind } = column;
  const rows = place.lines.length;
  if (kind === "empty") return { name, codes: new Int32Array(rows).fill(-1), categories };
  const read = asRead(column, place);
  const unknown = (row: number, cell: unknown): never => {
    throw unknownCategory(`${place.file}, line ${place.lines[row]}`, name, showValue(cell), categories);
  };
  const codes = new Int32Array(rows).fill(-1);
  if (read.categories === undefined) {
    // Categories that are numbers: 1 is that of the text "1", or "01".
    const codeOf = new Map(categories.map((category, code) => [Number(category), code]));
    for (let row = 0; row < rows; row++) {
      const number = read.numbers[row] as number;
      if (!Number.isNaN(number)) codes[row] = codeOf.get(number) ?? unknown(row, number);
    }
  } else {
    const codeOf = read.categories.map((category) => categories.indexOf(category));
    for (let row = 0; row < rows; row++) {
      const code = read.codes[row] as number;
      if (code >= 0) codes[row] = (codeOf[code] as number) >= 0 ? (codeOf[code] as number) : unknown(row, read.categories[code]);
    }
  }
  return { name, codes, categories };
}

/** True where the cell of that row is missing. */
export const isMissing = (column: FilledColumn, row: number): boolean =>
  column.categories === undefined ? Number.isNaN(column.numbers[row]) : column.codes[row] === -1;

/** The column with `value`, a number or a category, in place of its missing cells. */
export function filledWith(column: FilledColumn, value: number | string): FilledColumn {
  if (column.categories === undefined) {
    return { ...column, numbers: column.numbers.map((number) => (Number.isNaN(number) ? (value as number) : number)) };
  }
  const code = column.categories.indexOf(String(value));
  return { ...column, codes: column.codes.map((one) => (one === -1 ? code : one)) };
}

/** FormatError unless all cells of the rows are known. */
export function checkKnown(column: FilledColumn, { file, lines }: Place, cure: string): void {
  const rows: number[] = [];
  let count = 0;
  for (let row = 0; row < lines.length; row++) {
    if (!isMissing(column, row)) continue;
    if (rows.length < 3) rows.push(lines[row] as number);
    count++;
  }
  if (count === 0) return;
  const which = `${count} of ${lines.length} (line${count > 1 ? "s" : ""} ${rows.join(", ")}${count > rows.length ? ", …" : ""})`;
  throw tableError("missing-cells", `${file}, column "${shortened(column.name, 60)}"`, "no cell may be missing", which, cure);
}
