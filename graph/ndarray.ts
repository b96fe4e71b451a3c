import { allocate, type DType, type TypedArrayOf } from "./dtype.ts";
import { FeedError, OpError } from "./errors.ts";
import { printArray } from "./print-array.ts";
import { showShape, sizeOf } from "./shape.ts";

/** Numbers, or lists of equal length of them: [[1, 2], [3, 4]]. */
export type Nested = number | boolean | readonly Nested[];

/**
 * A concrete tensor value: row-major elements, shape and dtype.
 * `String(array)` prints as NumPy's `print` does.
 */
export class NdArray<D extends DType = DType> {
  readonly data: TypedArrayOf<D>;
  readonly shape: readonly number[];
  readonly dtype: D;

  /** Takes `data` as it is, without a copy. FeedError when its length is not the product of `shape`. */
  constructor(data: TypedArrayOf<D>, shape: readonly number[], dtype: D) {
    if (data.length !== sizeOf(shape)) {
      throw new FeedError(`NdArray: ${sizeOf(shape)} elements fill ${showShape(shape)}, got ${data.length}; give matching data and shape`, {
        code: "size-mismatch",
        expected: String(sizeOf(shape)),
        actual: String(data.length),
      });
    }
    this.data = data;
    this.shape = Object.freeze([...shape]);
    this.dtype = dtype;
  }

  /** The only element of a scalar or one-element array. */
  item(): number {
    if (this.data.length !== 1) {
      throw new OpError(`item: needs exactly one element, got ${this.dtype}${showShape(this.shape)}; index data instead`, {
        code: "not-a-scalar",
        expected: "1 element",
        actual: `${this.data.length} elements`,
      });
    }
    return this.data[0] as number;
  }

  /** Nested JavaScript arrays of the elements; a number for a scalar. */
  tolist(): Nested {
    const { data, shape } = this;
    const level = (axis: number, from: number, size: number): Nested => {
      if (axis === shape.length) return data[from] as number;
      const count = shape[axis] as number;
      const step = count === 0 ? 0 : size / count;
      return Array.from({ length: count }, (_, i) => level(axis + 1, from + i * step, step));
    };
    return level(0, 0, data.length);
  }

  toString(): string {
    return printArray(this);
  }
}

/**
 * An NdArray from nested lists: array([[1, 2], [3, 4]]) is float64[2, 2], as in NumPy for floats.
 * FeedError when the lists are ragged or an element is not a number.
 */
export function array<D extends DType = "float64">(value: Nested, dtype: D = "float64" as D): NdArray<NoInfer<D>> {
  const shape = nestedShape(value);
  const data = allocate(dtype, sizeOf(shape));
  fillNested(value, shape, data);
  return new NdArray(data, shape, dtype);
}

/** zeros([2, 5]) */
export const zeros = <D extends DType = "float64">(shape: readonly number[], dtype: D = "float64" as D): NdArray<NoInfer<D>> =>
  new NdArray(allocate(dtype, sizeOf(shape)), shape, dtype);

/** The shape of nested lists, read down the first elements; `fillNested` verifies the rest. */
export function nestedShape(value: unknown): number[] {
  const shape: number[] = [];
  let level = value;
  while (Array.isArray(level)) {
    shape.push(level.length);
    level = level[0];
    if (shape.length > 32)
      throw new FeedError("array: lists may nest 32 deep at most, got more", { code: "too-deep", expected: "32", actual: "more" });
  }
  return shape;
}

/**
 * Writes nested lists of `shape` into `data`, row-major. FeedError where a list is ragged or holds something else than numbers and, unless
 * `booleans` are refused, true and false.
 */
export function fillNested(
  value: unknown,
  shape: readonly number[],
  data: { [index: number]: number },
  booleans: "taken" | "refused" = "taken",
): void {
  let next = 0;
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
  const describe = (v: unknown): string =>
    Array.isArray(v) ? `a list of ${v.length}` : v === null ? "null" : typeof v === "number" ? "a number" : `a ${typeof v}`;
  const walk = (level: unknown, axis: number): void => {
    if (axis === shape.length) {
      if (typeof level !== "number" && (typeof level !== "boolean" || booleans === "refused")) {
        if (Array.isArray(level)) fail("ragged list", "a number", describe(level));
        fail("no number", "a number", describe(level));
      }
      data[next++] = Number(level);
      return;
    }
    const length = shape[axis] as number;
    if (!Array.isArray(level) || level.length !== length) {
      fail("ragged list", `a list of ${length}`, describe(level));
    }
    const list = level as unknown[];
    for (let i = 0; i < length; i++) {
      path.push(i);
      walk(list[i], axis + 1);
      path.pop();
    }
  };
  walk(value, 0);
}
