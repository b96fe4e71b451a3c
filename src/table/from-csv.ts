import { OpError } from "../../graph/errors.ts";
import { suggest } from "../../graph/nearest.ts";
import { shortened, showValue } from "../../graph/show-value.ts";
import { numberIn, usuallyMissing } from "./cell.ts";
import { type Column, ColumnKind } from "./column.ts";
import { categoryReader, noReader, numberReader, type Unknown } from "./column-reader.ts";
import { type CsvOptions, checkCsvOptions } from "./csv-options.ts";
import { type CsvLayout, csvLayout, eachRow } from "./csv-rows.ts";
import { Table } from "./table.ts";
import { tableError, unknownCategory } from "./table-error.ts";

/**
 * The table in the text of a CSV file: columns by the names in its first row, numbers as numbers, texts as categories, which are sorted by
 * code points as NumPy's unique sorts them; true and false, in any case, are the categories "false" and "true". Spaces around cells do not
 * count, blank lines are left out.
 *
 *     const { data, names } = fromCsv(text).select({ X: ["sepal length", "sepal width"], y: "species" });
 *
 * FormatError, which names file and line: "bad-csv" where quotes or rows do not fit, "bad-header" where names of columns are missing or equal,
 * "unknown-category" where a cell is none of the given categories. What is wrong with a column is said when it is selected.
 */
export function fromCsv(text: string, options: CsvOptions = {}): Table {
  if (typeof text !== "string") {
    const actual = ArrayBuffer.isView(text) ? "bytes" : showValue(text);
    throw new OpError(`fromCsv: the first argument must be the text of a file, got ${actual}; decode bytes with new TextDecoder()`, {
      code: "not-a-text",
      actual,
    });
  }
  checkCsvOptions("fromCsv", options);
  const { name = "the text", decimal = ".", missingCells = usuallyMissing } = options;
  const source: Source = {
    text: text.startsWith("\uFEFF") ? text.slice(1) : text,
    layout: csvLayout(text, options.separator),
    name,
    comma: decimal === ",",
    missing: new Set(missingCells),
    header: options.header,
  };
  const { columns, kinds, lines } = surveyed(source);
  const given = givenCategories(options.categories, columns);
  const unknown: Unknown = (row, column, cell, categories) => {
    throw unknownCategory(`${name}, line ${lines[row]}`, column, cell, categories);
  };
  const readers = columns.map((column, at) => readerOf(column, kinds[at] as ColumnKind, given, lines.length, source, unknown));
  rowsOf(source, (cells, row) => {
    for (let at = 0; at < readers.length; at++) readers[at]?.take(known(cells[at] as string, source), row);
  });
  const read = readers.map(({ finish }) => finish());
  if (source.header === undefined && read.every(isNamedLikeACell)) {
    const actual = shortened(columns.join(", "), 60);
    throw tableError("bad-header", name, "the first row must name the columns", actual, 'name them: { header: ["a", …] }');
  }
  return new Table(read, name, Uint32Array.from(lines));
}

interface Source {
  readonly text: string;
  readonly layout: CsvLayout;
  readonly name: string;
  readonly comma: boolean;
  readonly missing: ReadonlySet<string>;
  readonly header: readonly string[] | undefined;
}

/** The text of a cell, undefined where it is missing. */
function known(cell: string, { missing }: Source): string | undefined {
  const trimmed = cell.trim();
  return missing.has(trimmed) ? undefined : trimmed;
}

/** The rows below the header. */
function rowsOf(source: Source, each: (cells: readonly string[], row: number) => void): void {
  let row = source.header === undefined ? -1 : 0;
  eachRow(source.text, source.layout, source.name, (cells) => {
    if (row >= 0) each(cells, row);
    row++;
  });
}

/** A first look at all cells: the names of the columns, what each of them is, and the line of each row. */
function surveyed(source: Source) {
  const { name, header } = source;
  let columns = header && checkedHeader(header, name, 0);
  let kinds: ColumnKind[] = [];
  const lines: number[] = [];
  const begin = (): void => {
    kinds = (columns as string[]).map(() => new ColumnKind(source.comma));
  };
  if (columns) begin();
  eachRow(source.text, source.layout, name, (cells, line) => {
    if (columns === undefined) {
      columns = checkedHeader(cells, name, line);
      begin();
      return;
    }
    if (cells.length !== columns.length) throw badRow(cells, columns, name, line, source.layout);
    for (let at = 0; at < kinds.length; at++) kinds[at]?.look(known(cells[at] as string, source), lines.length);
    lines.push(line);
  });
  if (columns === undefined) {
    throw tableError("bad-csv", name, "a table must have a row of names", "no rows", "give the text of a file that has some");
  }
  return { columns, kinds, lines };
}

/** True where the name is a number, or a text that other rows have, too: the name of no column, but a cell. */
const isNamedLikeACell = ({ name, categories }: Column): boolean =>
  numberIn(name, false) !== undefined || (categories?.includes(name) ?? false);

/** The names, trimmed; one that is empty, as of the row numbers that pandas writes, is "column 1" by its place. */
function checkedHeader(cells: readonly string[], file: string, line: number): string[] {
  const where = line === 0 ? `${file}, header` : `${file}, line ${line}`;
  const names = cells.map((cell, at) => String(cell).trim() || `column ${at + 1}`);
  const seen = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    const before = seen.get(name);
    if (before !== undefined) {
      const actual = `${showValue(name)} in columns ${before + 1} and ${at + 1}`;
      throw tableError("bad-header", where, "names of columns must differ", actual, "rename one");
    }
    seen.set(name, at);
  }
  return names;
}

function badRow(cells: readonly string[], columns: readonly string[], file: string, line: number, { separator }: CsvLayout): Error {
  const cure =
    cells.length > columns.length ? `put cells that hold ${showValue(separator)} in quotes` : "complete it, or name another separator";
  return tableError(
    "bad-csv",
    `${file}, line ${line}`,
    `a row must have ${columns.length} cells as the header has`,
    String(cells.length),
    cure,
  );
}

/** The categories that are given for columns, undefined for those that the cells tell. */
function givenCategories(given: CsvOptions["categories"], columns: readonly string[]): Map<string, readonly string[] | undefined> {
  if (given === undefined) return new Map();
  if (!Array.isArray(given)) return new Map(Object.entries(given as Readonly<Record<string, readonly string[]>>));
  for (const name of given as readonly string[]) {
    if (columns.includes(name)) continue;
    const cure = suggest(String(name), columns, `the columns are ${shortened(columns.join(", "), 100)}`);
    throw new OpError(`fromCsv: categories must name columns, got ${showValue(name)}; ${cure}`, {
      code: "unknown-column",
      actual: String(name),
    });
  }
  return new Map((given as readonly string[]).map((name) => [name, undefined]));
}

/** Takes the cells of a column as what they are, or are said to be. */
function readerOf(
  name: string,
  kind: ColumnKind,
  given: ReturnType<typeof givenCategories>,
  rows: number,
  source: Source,
  unknown: Unknown,
) {
  if (given.has(name) || kind.kind === "categories") return categoryReader(name, kind, rows, given.get(name), unknown);
  return kind.kind === "numbers" ? numberReader(name, kind, rows, source.comma) : noReader(name, kind);
}
