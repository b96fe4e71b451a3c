import { checkOptions } from "../../graph/check-options.ts";
import { allocate } from "../../graph/dtype.ts";
import { OpError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { showType, sizeOf } from "../../graph/shape.ts";
import { checkArrays } from "./check-arrays.ts";
import { type SplitRowsOptions, splitRows } from "./split-rows.ts";

export interface SplitOptions extends SplitRowsOptions {
  /** Share of the rows that go to `test`, above 0 and below 1. Default 0.25. */
  readonly test?: number;
  /** Of the random order. Default 0. */
  readonly seed?: number;
}

/**
 * Splits the rows of columns: at random, stratified by class numbers where there are some, or the last ones for `test`. The same seed gives
 * the same rows, those that `fit` keeps back of the same columns for a share of that seed. Each side has at least one.
 *
 *     const { train, test } = trainTestSplit({ X, y }, { test: 0.2, seed: 1 });
 *     const { train, test } = trainTestSplit({ X, y }, { test: 0.2, rows: "last" });
 *
 * OpError when columns have not equally many rows, a side would be empty, or `stratify` names no class numbers.
 */
export function trainTestSplit<C extends Readonly<Record<string, NdArray>>>(
  columns: C,
  options: SplitOptions = {},
): { readonly train: C; readonly test: C } {
  checkOptions("trainTestSplit", options, ["test test_size", "seed random random_state", "rows", "stratify"]);
  const { test = 0.25, seed = 0 } = options;
  const rows = commonRows(columns);
  const tested = Math.round(rows * test);
  if (!(test > 0 && test < 1) || tested < 1 || tested >= rows) {
    throw new OpError(`trainTestSplit: test must leave rows on both sides, got ${test} of ${rows} rows; choose a share between 0 and 1`, {
      code: "bad-split",
      expected: "between 0 and 1",
      actual: String(test),
    });
  }
  const { held, others } = splitRows("trainTestSplit", columns, rows, tested, { ...options, seed });
  const pick = (chosen: Int32Array): C =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, rowsOf(column, chosen)])) as C;
  return { train: pick(others), test: pick(held) };
}

function commonRows(columns: Readonly<Record<string, NdArray>>): number {
  checkArrays("trainTestSplit", "columns", columns);
  let rows: number | undefined;
  for (const [name, column] of Object.entries(columns)) {
    const own = column.shape[0];
    if (own !== undefined && (rows === undefined || rows === own)) {
      rows = own;
      continue;
    }
    const expected = rows === undefined ? "rows" : `${rows} rows each`;
    throw new OpError(`trainTestSplit: columns must have ${expected}, got ${showType(column)} in "${name}"; pass the same rows`, {
      code: "row-count",
      expected,
      actual: showType(column),
    });
  }
  return rows ?? 0;
}

function rowsOf(column: NdArray, rows: Int32Array): NdArray {
  const shape = [rows.length, ...column.shape.slice(1)];
  const data = allocate(column.dtype, sizeOf(shape));
  const width = data.length / rows.length;
  for (const [i, row] of rows.entries()) data.set(column.data.subarray(row * width, (row + 1) * width), i * width);
  return new NdArray(data, shape, column.dtype);
}
