import { checkOptions } from "../../graph/check-options.ts";
import { OpError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { suggest } from "../../graph/nearest.ts";
import { shortened, showValue } from "../../graph/show-value.ts";
import type { Names } from "../model/model.ts";
import type { Column } from "./column.ts";
import { alone, besideEachOther } from "./encoded.ts";
import { asRead, checkKnown, type FilledColumn, filledWith, isMissing, type Place } from "./filled-column.ts";

/** What is done about missing cells: rows that have one are left out; the mean of the column, a number or a category takes their place. */
export type MissingRule = "drop" | "mean" | number | string;

export interface SelectOptions {
  /** For all columns, or by name of column, where a text may also be one of its categories. Default: a missing cell is an error. */
  readonly missing?: "drop" | "mean" | Readonly<Record<string, MissingRule>>;
}

/** Columns for inputs, as `fit` and `run` take them, and what they are called, as `saveModel` takes it. */
export interface Selection<I extends string = string> {
  readonly data: { readonly [K in I]: NdArray<any> };
  readonly names: Names;
  /** The rows of the table that were taken, from 0. */
  readonly rows: Uint32Array;
}

/** Rows of named columns, as `fromCsv` and `readCsv` read them. */
export class Table {
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #place: Place;

  constructor(columns: readonly Column[], file: string, lines: Uint32Array) {
    this.#columns = new Map(columns.map((column) => [column.name, column]));
    this.#place = { file, lines };
  }

  get rows(): number {
    return this.#place.lines.length;
  }

  /** The names of the columns, in order. */
  get columns(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** The categories of the columns that have some. */
  get categories(): Readonly<Record<string, readonly string[]>> {
    const known = [...this.#columns.values()].flatMap(({ name, categories }) => (categories ? [[name, categories] as const] : []));
    return Object.fromEntries(known);
  }

  /** @internal What `columnsFor` asks of a table. */
  parts(): { readonly columns: ReadonlyMap<string, Column>; readonly place: Place } {
    return { columns: this.#columns, place: this.#place };
  }

  /**
   * Columns of the table for the inputs of a network:
   *
   *     const { data, names } = table.select({ X: ["sepal length", "island"], y: "species" });
   *
   * A list gives float32[rows, places], columns side by side: numbers as they are, true and false as 1 and 0, other categories one-hot, a
   * place each. A name alone gives [rows]: of categories their numbers, int32; of whole numbers int32, of others float32.
   * OpError for a column that the table lacks; FormatError where a column is mixed ("mixed-column"), a cell is missing ("missing-cells"), or a
   * number does not fit ("bad-number").
   */
  select<const C extends Readonly<Record<string, string | readonly string[]>>>(
    inputs: C,
    options: SelectOptions = {},
  ): Selection<keyof C & string> {
    checkInputs(inputs);
    checkOptions("select", options, ["missing"]);
    const used = [...new Set(Object.values(inputs).flat())];
    const columns = new Map(used.map((name) => [name, asRead(this.#column(name), this.#place)]));
    const { rows, missing } = this.#settle(columns, options.missing);
    const of = (name: string): FilledColumn => columns.get(name) as FilledColumn;
    const data = Object.entries(inputs).map(([input, given]) => [
      input,
      typeof given === "string" ? alone(of(given), rows, this.#place) : besideEachOther(given.map(of), rows, this.#place),
    ]);
    const categories = [...columns].flatMap(([name, column]) => (column.categories ? [[name, column.categories] as const] : []));
    const names: Names = {
      columns: Object.fromEntries(Object.entries(inputs).map(([input, given]) => [input, [given].flat() as string[]])),
      ...(categories.length > 0 && { categories: Object.fromEntries(categories) }),
      ...(Object.keys(missing).length > 0 && { missing }),
    };
    return { data: Object.fromEntries(data), names, rows };
  }

  /** Does what `rule` says about missing cells; gives the rows that are left, and what has taken the place of the others. */
  #settle(columns: Map<string, FilledColumn>, rule: SelectOptions["missing"]) {
    const missing: Record<string, number | string> = {};
    const dropping: FilledColumn[] = [];
    if (typeof rule === "object") for (const name of Object.keys(rule)) this.#column(name);
    for (const [name, column] of columns) {
      const one = typeof rule === "object" ? (Object.hasOwn(rule, name) ? rule[name] : undefined) : rule;
      if (one === undefined) checkKnown(column, this.#place, `{ missing: "drop" } leaves such rows out, { missing: { … } } gives a value`);
      else if (one === "drop") dropping.push(column);
      else {
        const value = one === "mean" && column.categories === undefined ? meanOf(column.numbers) : one;
        checkValue(column, value);
        missing[name] = value;
        columns.set(name, filledWith(column, value));
      }
    }
    const rows: number[] = [];
    for (let row = 0; row < this.rows; row++) if (!dropping.some((column) => isMissing(column, row))) rows.push(row);
    return { rows: Uint32Array.from(rows), missing };
  }

  #column(name: string): Column {
    const column = this.#columns.get(name);
    if (column !== undefined) return column;
    const known = this.columns;
    throw new OpError(
      `select: a column must be one of ${this.#place.file}, got ${showValue(name)}; ${suggest(String(name), known, `it has ${shortened(known.join(", "), 120)}`)}`,
      { code: "unknown-column", actual: String(name) },
    );
  }
}

/** OpError unless each input has a column, or a list of them. */
function checkInputs(inputs: unknown): void {
  const isGiven = (value: unknown): boolean => typeof value === "string" || (Array.isArray(value) && value.length > 0);
  const isPlain = typeof inputs === "object" && inputs !== null && !Array.isArray(inputs);
  const wrong = isPlain ? Object.entries(inputs).find(([, value]) => !isGiven(value)) : undefined;
  if (isPlain && wrong === undefined) return;
  const actual = wrong === undefined ? showValue(inputs) : `${showValue(wrong[1])} for ${showValue(wrong[0])}`;
  throw new OpError(`select: inputs must have a column or a list of columns each, got ${actual}; write { X: ["a", "b"], y: "c" }`, {
    code: "bad-selection",
    actual,
  });
}

function checkValue({ name, categories }: FilledColumn, value: number | string): void {
  const fits = categories === undefined ? Number.isFinite(value) : categories.includes(value as string);
  if (fits) return;
  const expected = categories === undefined ? 'a number, "mean" or "drop"' : `one of ${shortened(categories.join(", "), 60)}, or "drop"`;
  throw new OpError(`select: missing of ${showValue(name)} must be ${expected}, got ${showValue(value)}; correct it`, {
    code: "bad-missing",
    expected,
    actual: String(value),
  });
}

function meanOf(numbers: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of numbers) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
