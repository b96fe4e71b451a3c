import { FormatError } from "../../graph/errors.ts";
import { shortened } from "../../graph/show-value.ts";

/** A FormatError of what a table holds, in the house form; `where` names the file and the place in it. */
export function tableError(code: string, where: string, expected: string, actual: string, cure: string): FormatError {
  return new FormatError(`csv: ${where}: ${expected}, got ${actual}; ${cure}`, { code, expected, actual });
}

/** `where` names the file and the line, `cell` is shown as it is. */
export const unknownCategory = (where: string, column: string, cell: string, categories: readonly string[]): FormatError =>
  tableError(
    "unknown-category",
    `${where}, column "${column}"`,
    `a category must be one of ${shortened(categories.join(", "), 80)}`,
    cell,
    "correct the cell, or train with such rows",
  );
