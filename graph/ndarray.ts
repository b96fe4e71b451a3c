import { encodeNumbers } from "./attrs.ts";
import { badElement } from "./bad-element.ts";
import { checkKept } from "./check-kept.ts";
import { checkOptions } from "./check-options.ts";
import { convert } from "./convert.ts";
import { allocate, type DType, dtypes, isArrayOf, isDType, type TypedArrayOf } from "./dtype.ts";
import { FeedError, OpError } from "./errors.ts";
import { type Nested, type NestedNumbers, nestedShape } from "./nested.ts";
import { printArray } from "./print/print-array.ts";
import { isSize, showShape, showType, sizeOf } from "./shape.ts";
import { showValue } from "./show-value.ts";
import { cut } from "./store.ts";

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

  /** By it an array is known where this class is not loaded. */
  get [Symbol.toStringTag](): "NdArray" {
    return "NdArray";
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
    const { data, shape } = kept(this);
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

  /**
   * A copy in another dtype, as NumPy's astype: floats are rounded, of an integer dtype fractions are cut, and any number but 0 is true.
   * FeedError for NaN and what is out of an integer dtype's range, where NumPy wraps or leaves it undefined.
   */
  astype<E extends DType>(dtype: E): NdArray<E> {
    const { data, shape } = kept(this);
    return converted(data, shape, dtype, "astype");
  }

  /**
   * The same elements in another shape: reshape(2, 3) or reshape([2, 3]); −1 stands for what is left, in one place. It shares the memory of
   * this array, as in NumPy. FeedError for a shape of another size.
   */
  reshape(...shape: readonly number[] | readonly [readonly number[]]): NdArray<D> {
    const { data, dtype } = kept(this);
    const sizes = shape.flat() as number[];
    // The product of the others, where there is one −1.
    const known = -sizeOf(sizes);
    const left = data.length / known;
    return new NdArray(
      data,
      sizes.map((size) => (size === -1 && known > 0 && isSize(left) ? left : size)),
      dtype,
    );
  }

  /**
   * Rows by their numbers, as NumPy's take, or what stands along another axis: take([0, 2]), take(index, { axis: 1 }). Negative numbers
   * count from the end; the shape of `indices` takes the place of the axis, which one number removes. FeedError for an index out of range.
   */
  take(indices: NestedNumbers | NdArray, options: { readonly axis?: number } = {}): NdArray<D> {
    const { data, shape, dtype } = kept(this);
    const at = indices instanceof NdArray ? kept(indices) : array(indices);
    const [axis, outer, size, inner] = along("take", shape, options, 0);
    const taken = allocate(dtype, outer * at.data.length * inner);
    for (let next = 0, i = 0; i < outer; i++) {
      at.data.forEach((index: number, k: number) => {
        const row = index < 0 ? index + size : index;
        if (!(row >= 0 && row < size && Number.isInteger(row)))
          throw badElement("take: indices must be whole numbers", [-size, size - 1], index, k, at.shape);
        for (let j = 0; j < inner; j++) taken[next++] = data[(i * size + row) * inner + j] as number;
      });
    }
    return new NdArray(taken, [...shape.slice(0, axis), ...at.shape, ...shape.slice(axis + 1)], dtype);
  }

  /**
   * The position of the largest element along an axis, of all elements where none is named, as NumPy's argmax: the first of equal ones, and
   * the first NaN before any number. FeedError where there is no element to choose.
   */
  argmax(options: { readonly axis?: number } = {}): NdArray<"int32"> {
    const { data } = kept(this);
    const shape = options.axis === undefined ? [data.length] : this.shape;
    const [axis, outer, size, inner] = along("argmax", shape, options, 1);
    const best = allocate("int32", outer * inner).map((_, n) => {
      const first = n + Math.floor(n / inner) * (size - 1) * inner;
      let at = first;
      for (let next = first; next < first + size * inner; next += inner) {
        // NaN is not at most a number: it is taken, and stays.
        if (data[at] === data[at] && !((data[next] as number) <= (data[at] as number))) at = next;
      }
      return (at - first) / inner;
    });
    return new NdArray(
      best,
      shape.filter((_, i) => i !== axis),
      "int32",
    );
  }

  /** What `parseArray` reads: { dtype, shape, data }, with the elements as one list; what JSON cannot say is "NaN", "Infinity", "-Infinity" and "-0". */
  toJSON(): { readonly dtype: D; readonly shape: readonly number[]; readonly data: readonly (number | string)[] } {
    const { data, shape, dtype } = kept(this);
    return { dtype, shape, data: encodeNumbers(data) };
  }

  toString(): string {
    return printArray(kept(this));
  }
}

/** The array. FeedError where its elements are gone. */
function kept<D extends DType>(array: NdArray<D>): NdArray<D> {
  checkKept(array.data, sizeOf(array.shape), "NdArray: data");
  return array;
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

/** The axis that options name, how many elements stand before it, its size, and how many stand within it. OpError where it is smaller. */
function along(
  what: string,
  shape: readonly number[],
  options: { readonly axis?: number },
  least: number,
): readonly [axis: number, outer: number, size: number, inner: number] {
  checkOptions(what, options, ["axis"]);
  const given = options.axis ?? 0;
  const axis = given < 0 ? given + shape.length : given;
  const size = shape[axis] as number;
  if (size >= least) return [axis, sizeOf(shape.slice(0, axis)), size, sizeOf(shape.slice(axis + 1))];
  const expected = `one of ${showShape(shape)} of size ≥ ${least}`;
  const actual = showValue(given);
  throw new OpError(`${what}: axis must be ${expected}, got ${actual}; correct it`, { code: "axis", expected, actual });
}

/**
 * An NdArray from nested lists: array([[1, 2], [3, 4]]) is float64[2, 2], as in NumPy for floats; rows may be typed arrays, numbers bigints.
 * FeedError when the lists are ragged or an element is not a number, or none that an integer dtype holds. As in NumPy fractions are cut,
 * and any number but 0 is true.
 */
export function array<D extends DType = "float64">(value: NestedNumbers, dtype: D = "float64" as D): NdArray<NoInfer<D>> {
  return converted(value, nestedShape(value), dtype, "array");
}

function converted<D extends DType>(from: NestedNumbers, shape: readonly number[], dtype: D, what: string): NdArray<D> {
  const to = made(shape, dtype, what);
  convert(from, to, cut, `${what}: ${dtype} elements must be in`);
  return to;
}

/** zeros([2, 5]) */
export const zeros = <D extends DType = "float64">(shape: readonly number[], dtype: D = "float64" as D): NdArray<NoInfer<D>> =>
  made(shape, dtype, "zeros");

const made = <D extends DType>(shape: readonly number[], dtype: D, what: string): NdArray<D> =>
  new NdArray(allocate(dtype, checkedSize(shape, dtype, what)), shape, dtype);
