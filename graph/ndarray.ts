import { allocate, type DType, dtypes, integerRange, isArrayOf, isDType, isFloat, type TypedArray, type TypedArrayOf } from "./dtype.ts";
import { FeedError, OpError } from "./errors.ts";
import { printArray } from "./print/print-array.ts";
import { isSize, showShape, showType, sizeOf } from "./shape.ts";
import { showValue } from "./show-value.ts";

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

  /**
   * Takes `data` as it is, without a copy. FeedError when it is not the typed array of `dtype`, when its buffer was detached or when its
   * length is not the product of `shape`, a list of sizes.
   */
  constructor(data: TypedArrayOf<D>, shape: readonly number[], dtype: D) {
    const size = checkedSize(shape, dtype, "NdArray");
    if (!isArrayOf(data, dtype)) {
      const actual = ArrayBuffer.isView(data) ? (data as object).constructor.name : showValue(data);
      throw bad("NdArray", "array-type", `data must be the typed array of ${dtype}`, actual, "copy them into one");
    }
    if (data.length !== size) {
      throw bad(
        "NdArray",
        "size-mismatch",
        `${size} elements fill ${showShape(shape)}`,
        String(data.length),
        "give matching data and shape",
      );
    }
    checkKept(data, size, "NdArray: data");
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

  /**
   * Nested JavaScript arrays of the elements; a number for a scalar. FeedError for more than a million lists that hold no element, as of
   * [5000000, 0], which a few bytes of a file may say.
   */
  tolist(): Nested {
    checkKept(this.data, sizeOf(this.shape), "tolist: the array");
    const { data, shape } = this;
    const lists = sizeOf(shape.slice(0, shape.indexOf(0) + 1).map((dim) => dim || 1));
    if (data.length === 0 && lists > 1e6)
      throw bad("tolist", "too-many-lists", "at most 1e6 lists may be empty", showType(this), "use its shape");
    const level = (axis: number, from: number, size: number): Nested => {
      if (axis === shape.length) return data[from] as number;
      const count = shape[axis] as number;
      const step = count === 0 ? 0 : size / count;
      return Array.from({ length: count }, (_, i) => level(axis + 1, from + i * step, step));
    };
    return level(0, 0, data.length);
  }

  toString(): string {
    checkKept(this.data, sizeOf(this.shape), "toString: the array");
    return printArray(this);
  }
}

const bad = (what: string, code: string, expected: string, actual: string, cure: string): FeedError =>
  new FeedError(`${what}: ${expected}, got ${actual}; ${cure}`, { code, expected, actual });

/** The number of elements of a shape. FeedError when it is no list of sizes, or for an unknown dtype. */
function checkedSize(shape: readonly number[], dtype: DType, what: string): number {
  if (!isDType(dtype)) throw bad(what, "array-type", `dtype must be ${dtypes.join(", ")}`, showValue(dtype), "correct it");
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw bad(what, "array-shape", "shape must be a list of whole numbers ≥ 0", showValue(shape), "correct it");
  }
  return sizeOf(shape);
}

/**
 * FeedError where the elements of an array or view are no longer those it was made of: its buffer was handed to another thread, which
 * leaves none, or resized.
 */
export function checkKept(data: TypedArray, size: number, what: string, node = ""): void {
  let actual = String(data.length);
  try {
    // Throws where the buffer is gone; a view of no elements looks the same otherwise.
    if (data.length === 0) data.at(0);
    if (data.length === size) return;
  } catch {
    actual = "a detached buffer";
  }
  const at = node && ` (node "${node}")`;
  throw new FeedError(`${what} must have its ${size} elements, got ${actual}${at}; take a copy before`, {
    code: "lost-elements",
    node,
    actual,
  });
}

/**
 * An NdArray from nested lists: array([[1, 2], [3, 4]]) is float64[2, 2], as in NumPy for floats.
 * FeedError when the lists are ragged or an element is not a number, or none that an integer dtype holds. As in NumPy fractions are cut,
 * and any number but 0 is true.
 */
export function array<D extends DType = "float64">(value: Nested, dtype: D = "float64" as D): NdArray<NoInfer<D>> {
  const shape = nestedShape(value);
  const data = allocate(dtype, checkedSize(shape, dtype, "array"));
  const numbers = isFloat(dtype) ? data : new Float64Array(data.length);
  fillNested(value, shape, numbers);
  for (let i = 0; !isFloat(dtype) && i < data.length; i++) {
    const whole = dtype === "bool" ? Number(numbers[i] !== 0) : Math.trunc(numbers[i] as number);
    const [least, most] = integerRange[dtype as "int32"];
    if (!(whole >= least && whole <= most)) {
      throw bad("array", "bad-element", `${dtype} elements must be in ${least} … ${most}`, String(numbers[i]), "take another dtype");
    }
    data[i] = whole;
  }
  return new NdArray(data, shape, dtype);
}

/** zeros([2, 5]) */
export const zeros = <D extends DType = "float64">(shape: readonly number[], dtype: D = "float64" as D): NdArray<NoInfer<D>> =>
  new NdArray(allocate(dtype, checkedSize(shape, dtype, "zeros")), shape, dtype);

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
