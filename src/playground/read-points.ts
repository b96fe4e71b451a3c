import { FormatError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { fromNpy } from "../data/npy.ts";
import { fromNpz } from "../data/npz.ts";
import { fromCsv } from "../table/from-csv.ts";
import type { Table } from "../table/table.ts";
import type { OwnPoints } from "./data-sets.ts";

/** Rows that a page still trains on with pleasure. */
const mostRows = 5000;
/** Classes that have colours and shapes of their own. */
const mostClasses = 5;
/** Numbers that are classes, where there are no more of them and all are whole. */
const targetNames = /^(?:y|label|labels|class|classes|target|species|category|output)$/i;

/**
 * The points in a file that somebody dropped: .csv, .npy with the targets in the last column, or .npz with arrays X and y. The target of a table
 * is the column that is called so (y, label, class, target), else the last one; texts and up to five whole numbers are classes, others numbers.
 * FormatError where it is no such file, as those of `fromCsv`, `fromNpy` and `fromNpz`, or too large for a page.
 */
export function readPoints(name: string, bytes: Uint8Array): OwnPoints {
  if (/\.npz$/i.test(name)) return ofArrays(name, fromNpz(bytes, name));
  if (/\.npy$/i.test(name)) return ofRows(name, rowsOf(fromNpy(bytes, name), name));
  return ofTable(name, tableOf(name, new TextDecoder().decode(bytes)));
}

/** A table whose first row may be numbers already. */
function tableOf(name: string, text: string): Table {
  try {
    return fromCsv(text, { name });
  } catch (error) {
    if (!(error instanceof FormatError) || error.code !== "bad-header") throw error;
    const width = (text.trim().split(/\r?\n/, 1)[0] as string).split(/[,;\t]/).length;
    return fromCsv(text, { name, header: Array.from({ length: width }, (_, i) => (i === width - 1 ? "y" : `x${i + 1}`)) });
  }
}

function ofTable(name: string, table: Table): OwnPoints {
  const { columns, categories } = table;
  const target = columns.find((column) => targetNames.test(column)) ?? (columns.at(-1) as string);
  const features = columns.filter((column) => column !== target && !Object.hasOwn(categories, column));
  if (features.length === 0) throw notPoints(name, "a column of numbers beside the target", `columns ${columns.join(", ")}`);
  const { data } = table.select({ X: features, y: target }, { missing: "drop" });
  const X = rowsOf(data.X as NdArray, name);
  return finished(name, X, Array.from(data.y?.data as ArrayLike<number>), Object.hasOwn(categories, target));
}

function ofArrays(name: string, arrays: Readonly<Record<string, NdArray>>): OwnPoints {
  const names = Object.keys(arrays);
  const X = arrays[names.find((array) => /^x$/i.test(array)) ?? (names[0] as string)] as NdArray;
  const y = arrays[names.find((array) => /^y$/i.test(array)) ?? names[1] ?? ""];
  if (y === undefined) throw notPoints(name, "arrays X and y", `${names.join(", ") || "none"}`);
  const targets = Array.from(y.data as ArrayLike<number>);
  const rows = rowsOf(X, name);
  if (targets.length !== rows.length) throw notPoints(name, `one target for each of ${rows.length} rows`, `${targets.length}`);
  return finished(name, rows, targets, false);
}

const ofRows = (name: string, rows: readonly (readonly number[])[]): OwnPoints => {
  if ((rows[0]?.length ?? 0) < 2) throw notPoints(name, "two columns or more, the last one the target", `${rows[0]?.length ?? 0}`);
  return finished(
    name,
    rows.map((row) => row.slice(0, -1)),
    rows.map((row) => row.at(-1) as number),
    false,
  );
};

function rowsOf({ data, shape }: NdArray, name: string): number[][] {
  const [rows = 0, columns = 1] = shape;
  if (shape.length === 0 || shape.length > 2) throw notPoints(name, "rows of numbers", `an array of ${shape.length} axes`);
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns) as ArrayLike<number>));
}

function finished(name: string, X: readonly (readonly number[])[], targets: readonly number[], areCategories: boolean): OwnPoints {
  if (X.length < 2 || X.length > mostRows) throw notPoints(name, `2 to ${mostRows} rows`, `${X.length}`);
  const bad = X.findIndex((row, i) => !row.every(Number.isFinite) || !Number.isFinite(targets[i]));
  if (bad >= 0) throw notPoints(name, "finite numbers", `${[...(X[bad] as number[]), targets[bad]].join(", ")} in row ${bad + 1}`);
  const values = [...new Set(targets)].sort((a, b) => a - b);
  const areClasses = areCategories || (values.length <= mostClasses && values.every(Number.isInteger));
  if (!areClasses) return { X, y: targets, kind: "numbers", name };
  if (values.length > mostClasses) throw notPoints(name, `at most ${mostClasses} classes`, `${values.length}`);
  return { X, y: targets.map((target) => values.indexOf(target)), kind: "classes", name };
}

const notPoints = (name: string, expected: string, actual: string): FormatError =>
  new FormatError(`playground: ${name} must have ${expected}, got ${actual}; drop another file`, { code: "not-points", expected, actual });
