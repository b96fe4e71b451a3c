import { isDagradError } from "../../../graph/errors.ts";
import { tableIn } from "../../files/read-csv.ts";
import type { Names } from "../../model/model.ts";
import { columnsFor } from "../../table/columns-for.ts";
import type { Table } from "../../table/table.ts";
import { CliError } from "../cli-error.ts";
import { readBytes } from "../read-file.ts";

/** The table in a file. */
export async function readTable(file: string, name: string, decimal: "." | "," | undefined, known: ReadonlySet<string>): Promise<Table> {
  const bytes = await readBytes(file, name);
  return withCategories((options) => tableIn(bytes, name, { ...options, ...(decimal !== undefined && { decimal }) }), known);
}

/** A table whose `known` columns, those that the model has categories for, are read as such though only some of their cells are texts. */
export function withCategories(read: (options: { readonly categories?: readonly string[] }) => Table, known: ReadonlySet<string>): Table {
  const table = told(() => read({}));
  const mixed = [...table.parts().columns.values()].filter((column) => column.kind === "mixed" && known.has(column.name));
  return mixed.length === 0 ? table : told(() => read({ categories: mixed.map((column) => column.name) }));
}

/** `columnsFor`, with the cures of the command line. */
export const columnsIn = (...given: Parameters<typeof columnsFor>): ReturnType<typeof columnsFor> => told(() => columnsFor(...given));

/** What errors advise to whom writes a program, and what to do here. */
const cures: readonly (readonly [RegExp, string])[] = [
  [/name them: \{ header: .*$/s, "add a row of names"],
  [/read it with \{ decimal: "," \},/, 'add --decimal ","'],
  [/, or read it with \{ categories: .*$/s, ""],
  [/, or name another separator$/, ""],
  [/give the text of a file that has some/, "name a file that has some"],
  [/name another, \{ encoding: [^}]*\}, or /, ""],
];

function told<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isDagradError(error)) throw error;
    throw new CliError(
      cures.reduce((text, [advice, cure]) => text.replace(advice, cure), error.message),
      { cause: error },
    );
  }
}

/** Of the model's columns for these inputs, those that have categories. */
export const categoricalIn = ({ columns = {}, categories = {} }: Names, inputs: readonly string[]): ReadonlySet<string> =>
  new Set(inputs.flatMap((input) => columns[input] ?? []).filter((column) => Object.hasOwn(categories, column)));
