import { fromCsv } from "../../table/from-csv.ts";
import type { Table } from "../../table/table.ts";
import { CliError } from "../cli-error.ts";
import { withCategories } from "./read-table.ts";

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Rows as { column: cell }, where cells are texts, numbers, truth values or null, as a table; `known` are columns of categories. CliError for other cells, and rows that differ. */
export function tableOf(records: readonly Readonly<Record<string, unknown>>[], name: string, known: ReadonlySet<string>): Table {
  const columns = Object.keys(records[0] as object);
  const lines = records.map((record, row) => {
    const other = [
      ...columns.filter((column) => !Object.hasOwn(record, column)),
      ...Object.keys(record).filter((key) => !columns.includes(key)),
    ];
    if (other[0] !== undefined) {
      throw new CliError(
        `${name}: records must have the same columns, got "${other[0]}" in only one of record 1 and ${row + 1}; complete them`,
      );
    }
    return columns.map((column) => quoted(cellOf(record[column], column, name)));
  });
  const text = [columns.map(quoted), ...lines].map((cells) => cells.join(",")).join("\n");
  return withCategories((options) => fromCsv(text, { name, separator: ",", ...options }), known);
}

function cellOf(value: unknown, column: string, name: string): string {
  if (value === null) return "";
  if (typeof value === "object") {
    throw new CliError(`${name}: a cell must be a number, a text, true, false or null, got a list or an object in "${column}"; correct it`);
  }
  return String(value);
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
