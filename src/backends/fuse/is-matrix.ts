import type { Digit } from "./addressing.ts";

/**
 * True where an operand's last two axes are a matrix in memory: rows of one distance, whose elements are neighbours, or the transpose of
 * such a matrix.
 */
export function isMatrix([rows, columns]: readonly (readonly Digit[])[]): boolean {
  if (rows === undefined || columns === undefined || rows.length > 1 || columns.length > 1) return false;
  const [row = 1, column = 1] = [rows[0]?.stride, columns[0]?.stride];
  return row > 0 && column > 0 && (row === 1 || column === 1);
}
