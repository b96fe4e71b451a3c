/** Cells that say that nothing is known, as R, pandas and databases write them. */
export const usuallyMissing: readonly string[] = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"];

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const commaDecimal = /^[+-]?\d+(?:,\d+)+$/;

/** The number that a cell says, undefined where it says none. With a decimal comma, "3,14" is one and "3.14" is not. */
export function numberIn(cell: string, comma: boolean): number | undefined {
  const text = comma ? (cell.includes(".") ? "" : cell.replace(",", ".")) : cell;
  return decimal.test(text) ? Number(text) : undefined;
}

/** True for 3,14 and 1,234: a number of some country's. */
export const hasComma = (cell: string): boolean => commaDecimal.test(cell);

/** "true" and "false" in any case, as such; undefined for anything else. */
export function truthIn(cell: string): "true" | "false" | undefined {
  if (cell.length !== 4 && cell.length !== 5) return undefined;
  const lower = cell.toLowerCase();
  return lower === "true" || lower === "false" ? lower : undefined;
}
