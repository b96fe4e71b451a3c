import { showValue } from "../../graph/show-value.ts";
import { numberIn, truthIn } from "./cell.ts";
import { inOrder } from "./code-points.ts";
import type { Column, ColumnKind } from "./column.ts";

/** Takes the cells of a column, one after the other; undefined where one is missing. */
export interface ColumnReader {
  take(cell: string | undefined, row: number): void;
  finish(): Column;
}

/** Calls itself unknown: a cell that is none of the given categories. */
export type Unknown = (row: number, column: string, cell: string, categories: readonly string[]) => never;

export function numberReader(name: string, { missing }: ColumnKind, rows: number, comma: boolean): ColumnReader {
  const numbers = new Float64Array(rows);
  return {
    take: (cell, row) => {
      numbers[row] = cell === undefined ? Number.NaN : (numberIn(cell, comma) as number);
    },
    finish: () => ({ name, kind: "numbers", numbers, missing }),
  };
}

/** Of the categories that are `given`, or of those that its cells are, sorted. */
export function categoryReader(
  name: string,
  { missing, isTruth }: ColumnKind,
  rows: number,
  given: readonly string[] | undefined,
  unknown: Unknown,
): ColumnReader {
  const codes = new Int32Array(rows);
  const first = given ?? (isTruth ? ["false", "true"] : undefined);
  const found = new Map((first ?? []).map((category, code) => [category, code]));
  const finish = (): Column => {
    const categories = first ?? inOrder(found.keys());
    if (first === undefined) {
      const place = new Map(categories.map((category, code) => [category, code]));
      const placeOf = Int32Array.from([...found.keys()].map((category) => place.get(category) as number));
      for (let row = 0; row < rows; row++) if ((codes[row] as number) >= 0) codes[row] = placeOf[codes[row] as number] as number;
    }
    return { name, kind: "categories", codes, categories, missing };
  };
  return {
    take: (cell, row) => {
      if (cell === undefined) {
        codes[row] = -1;
        return;
      }
      // True and TRUE are "true", unless categories that are given say otherwise.
      const category = isTruth && !found.has(cell) ? (truthIn(cell) as string) : cell;
      let code = found.get(category);
      if (code === undefined) {
        if (first !== undefined) return unknown(row, name, showValue(cell), first);
        code = found.size;
        found.set(category, code);
      }
      codes[row] = code;
    },
    finish,
  };
}

/** Of a column that is nothing yet: mixed, or empty. */
export const noReader = (name: string, { kind, missing, text }: ColumnKind): ColumnReader => ({
  take: () => {},
  finish: () => ({ name, kind, missing, ...(text && { text }) }),
});
