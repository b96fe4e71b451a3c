import { OpError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import { random } from "./random.ts";

/** Which rows are kept back. */
export interface SplitRowsOptions {
  /** "drawn": at random, by the seed; "last": the end of the data, as series need it. Default "drawn". */
  readonly rows?: "drawn" | "last";
  /**
   * The column of class numbers, whose classes drawn rows have in the shares that all rows have them in; false for none. Default: the only
   * column of whole numbers, one a row (int32 or uint8), where there is one and both parts can hold a row of each class.
   */
  readonly stratify?: string | false;
}

/** Row numbers: those that are kept back, and the others. */
export interface SplitRows {
  readonly held: Int32Array;
  readonly others: Int32Array;
}

type Arrays = Readonly<Record<string, NdArray>>;

/**
 * `count` of so many rows, in the order in which they were drawn; the last ones in their own. Of each class with two rows or more, both parts
 * get one. `of` begins errors: OpError for a column to stratify by that has no class numbers, or too many.
 */
export function splitRows(
  of: string,
  columns: Arrays,
  rows: number,
  count: number,
  { rows: which = "drawn", stratify, seed }: SplitRowsOptions & { readonly seed: number },
): SplitRows {
  if (which !== "drawn" && which !== "last") {
    const actual = showValue(which);
    throw new OpError(`${of}: rows must be "drawn" or "last", got ${actual}; correct rows`, {
      code: "bad-option",
      expected: '"drawn" or "last"',
      actual,
    });
  }
  if (which === "last") {
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    return { held: all.subarray(rows - count), others: all.subarray(0, rows - count) };
  }
  const order = random(seed).permutation(rows).data as Int32Array;
  const classes = labelsOf(columns, rows, stratify, of)?.data;
  const counts = countsOf(classes ?? []);
  const most = Math.min(count, rows - count);
  if (classes === undefined || counts.size < 2 || counts.size > most) {
    if (typeof stratify === "string" && counts.size > most) {
      throw badSplit(of, `a column of at most ${most} classes, one row of each in both parts`, `${counts.size} in "${stratify}"`);
    }
    return { held: order.subarray(0, count), others: order.subarray(count) };
  }
  const wanted = quotas(counts, count, rows);
  const [held, others]: [number[], number[]] = [[], []];
  for (const row of order) {
    const name = classes[row] as number;
    const left = wanted.get(name) as number;
    (left > 0 ? held : others).push(row);
    wanted.set(name, left - 1);
  }
  return { held: Int32Array.from(held), others: Int32Array.from(others) };
}

/** How often each number occurs, by number. */
export function countsOf(numbers: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < numbers.length; i++) counts.set(numbers[i] as number, (counts.get(numbers[i] as number) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/** The column of class numbers: the named one, else the only one. */
export function labelsOf(columns: Arrays, rows: number, stratify?: string | false, of = ""): NdArray | undefined {
  if (stratify === false) return undefined;
  const isLabels = ({ dtype, shape }: NdArray): boolean =>
    shape.length === 1 && shape[0] === rows && (dtype === "int32" || dtype === "uint8");
  if (stratify === undefined) {
    const [only, ...more] = Object.values(columns).filter(isLabels);
    return more.length === 0 ? only : undefined;
  }
  const column = Object.hasOwn(columns, stratify) ? columns[stratify] : undefined;
  if (column !== undefined && isLabels(column)) return column;
  throw badSplit(
    of,
    "a column of class numbers, int32 or uint8, one a row",
    column ? `${showType(column)} in "${stratify}"` : `"${stratify}"`,
  );
}

/** Of each class how many of `count` rows: its share, rounded so that all together are `count` (largest remainders), but one for each part where there are two. */
function quotas(counts: ReadonlyMap<number, number>, count: number, rows: number): Map<number, number> {
  const parts = [...counts].map(([name, of]) => {
    const exact = (of * count) / rows;
    const [least, most] = of > 1 ? [1, of - 1] : [0, of];
    return { name, exact, least, most, quota: Math.min(most, Math.max(least, Math.floor(exact))) };
  });
  let missing = parts.reduce((left, { quota }) => left - quota, count);
  parts.sort((a, b) => b.exact - b.quota - (a.exact - a.quota) || a.name - b.name);
  if (missing < 0) parts.reverse();
  const step = Math.sign(missing);
  for (let moved = true; missing !== 0 && moved; ) {
    moved = false;
    for (const part of parts) {
      const next = part.quota + step;
      if (missing === 0 || next < part.least || next > part.most) continue;
      part.quota = next;
      missing -= step;
      moved = true;
    }
  }
  return new Map(parts.map(({ name, quota }) => [name, quota]));
}

const badSplit = (of: string, expected: string, actual: string): OpError =>
  new OpError(`${of}: stratify must name ${expected}, got ${actual}; name another column, or write stratify: false`, {
    code: "bad-stratify",
    expected,
    actual,
  });
