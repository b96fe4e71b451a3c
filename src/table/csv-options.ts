import { checkOptions } from "../../graph/check-options.ts";
import { OpError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";

export interface CsvOptions {
  /** What stands between cells. Default: told from the first rows, one of comma, semicolon, tab and bar. */
  readonly separator?: string;
  /** The sign before the decimals of numbers. Default ".". */
  readonly decimal?: "." | ",";
  /** The names of the columns, where the text has no row of them. */
  readonly header?: readonly string[];
  /**
   * Columns to be read as categories though their cells are numbers, such as zip codes; or the categories of columns, in their order, as
   * another table has them (`names.categories`): then a cell that is none of them is an error. Columns that the table lacks are left.
   */
  readonly categories?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** Cells that say that nothing is known. Default: "", "NA", "N/A", "NaN", "nan", "null", "NULL" and "?". */
  readonly missingCells?: readonly string[];
  /** Name of the file in errors. */
  readonly name?: string;
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string") && new Set(value).size === value.length;

/** What each option must be. */
const rules: Readonly<Record<keyof CsvOptions, readonly [expected: string, fits: (value: unknown) => boolean]>> = {
  separator: ["a text without quotes and ends of lines", (value) => typeof value === "string" && /^[^"\r\n]+$/.test(value)],
  decimal: ['"." or ","', (value) => value === "." || value === ","],
  header: ["a list of names", (value) => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string")],
  categories: [
    "a list of columns, or lists of different texts by column",
    (value) =>
      isTexts(value) || (typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isTexts)),
  ],
  missingCells: ["a list of different texts", isTexts],
  name: ["a text", (value) => typeof value === "string"],
};

/** OpError where an option is none of `known`, or not what it must be. */
export function checkCsvOptions(where: string, options: CsvOptions, known: readonly string[] = Object.keys(rules)): void {
  checkOptions(where, options, known);
  for (const [name, [expected, fits]] of Object.entries(rules)) {
    const value = options[name as keyof CsvOptions];
    if (value === undefined || fits(value)) continue;
    throw new OpError(`${where}: ${name} must be ${expected}, got ${showValue(value)}; correct it`, {
      code: "bad-option",
      expected,
      actual: showValue(value),
    });
  }
}
