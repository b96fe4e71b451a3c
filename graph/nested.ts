import { checkKept } from "./check-kept.ts";
import { type DType, isFloat, type TypedArray } from "./dtype.ts";
import { FeedError } from "./errors.ts";
import { isNumberBuffer, type NumberBuffer } from "./number-buffer.ts";
import { cut, store, storeAll, type Whole } from "./store.ts";

/** Numbers, or lists of equal length of them: [[1, 2], [3, 4]]. */
export type Nested = number | boolean | readonly Nested[];

/** As Nested, where a row may be a typed array, and a number a bigint: [new Float32Array([1, 2]), [3n, 4]]. */
export type NestedNumbers = number | bigint | boolean | NumberBuffer | readonly NestedNumbers[];

/** True for what may be nested numbers: one, a typed array or a list. */
export const isNested = (value: unknown): value is NestedNumbers => /^(number|bigint|boolean)$/.test(typeof value) || isRow(value);

/** The shape of nested numbers, read down the first elements; `fillNested` verifies the rest. */
export function nestedShape(value: unknown): number[] {
  const shape: number[] = [];
  let level = value;
  while (isRow(level)) {
    // Without its buffer a typed array would pass for a row without elements.
    if (level.length === 0) checkKept(level, 0, "array: a row");
    shape.push(level.length);
    level = level[0];
    if (shape.length > 32)
      throw new FeedError("array: lists may nest 32 deep at most, got more", { code: "too-deep", expected: "32", actual: "more" });
  }
  return shape;
}

/**
 * Writes nested numbers of `shape` into `data`, row-major. The position of the first one that the dtype does not hold, −1 where all fit.
 * FeedError where a list is ragged or holds something else than numbers. True and false are 1 and 0 where `cut` takes any numbers, and for
 * bool.
 */
export function fillNested(value: unknown, shape: readonly number[], data: TypedArray, dtype: DType, whole: Whole): number {
  const floats = isFloat(dtype);
  let next = 0;
  let bad = -1;
  const path: number[] = [];
  const fail = (problem: string, expected: string, actual: string): never => {
    const where = path.length === 0 ? "the value" : `[${path.join("][")}]`;
    throw new FeedError(
      `array: ${problem} at ${where}: expected ${expected}, got ${actual}; every list of one level needs the same length`,
      {
        code: problem === "ragged list" ? "ragged" : "not-a-number",
        expected,
        actual,
      },
    );
  };
  const walk = (level: unknown, axis: number): void => {
    if (axis === shape.length) {
      const kind = typeof level;
      if (kind !== "number" && kind !== "bigint" && (kind !== "boolean" || (whole !== cut && dtype !== "bool"))) {
        fail(isRow(level) ? "ragged list" : "no number", "a number", describe(level));
      }
      if (!store(level as number, data, next, dtype, whole) && bad < 0) bad = next;
      next++;
      return;
    }
    const length = shape[axis] as number;
    if (!isRow(level) || level.length !== length) {
      fail("ragged list", `a list of ${length}`, describe(level));
    }
    if (isNumberBuffer(level) && axis === shape.length - 1) {
      const at = storeAll(level, data.subarray(next, next + length), dtype, whole);
      if (at >= 0 && bad < 0) bad = next + at;
      next += length;
      return;
    }
    const list = level as readonly unknown[];
    for (let i = 0; i < length; i++) {
      const part = list[i];
      // Most of them, at once.
      if (typeof part === "number" && floats && axis === shape.length - 1) data[next++] = part;
      else {
        path.push(i);
        walk(part, axis + 1);
        path.pop();
      }
    }
  };
  walk(value, 0);
  return bad;
}

/** The element at a position of nested numbers. */
export const elementAt = (value: unknown, position: readonly number[]): unknown =>
  position.reduce((level, i) => (level as readonly unknown[])[i], value);

const isRow = (value: unknown): value is readonly unknown[] | NumberBuffer => Array.isArray(value) || isNumberBuffer(value);

const describe = (value: unknown): string =>
  isRow(value) ? `a list of ${value.length}` : value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
