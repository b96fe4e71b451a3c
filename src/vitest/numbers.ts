import { FeedError } from "../../graph/errors.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import type { Nested } from "../../graph/nested.ts";
import { showValue } from "../../graph/show-value.ts";

/** An NdArray, or what has its parts. */
export interface Elements {
  /** Row-major. */
  readonly data: { readonly [index: number]: number; readonly length: number };
  readonly shape: readonly number[];
}

/** What the matchers read numbers from: an array with its shape, a typed array (of one axis), nested lists, or a number. */
export type Numbers = Elements | Float32Array | Float64Array | Int32Array | Uint8Array | Uint8ClampedArray | Nested;

/** The numbers of `value`, row-major, and their shape. FeedError when it holds none; `side` says which value that is. */
export function numbersOf(value: unknown, side: "received" | "expected"): Elements {
  if (value instanceof NdArray) return value;
  if (isElements(value)) return value;
  if (isTypedArray(value)) return { data: value, shape: [value.length] };
  if (typeof value === "number" || typeof value === "boolean" || Array.isArray(value)) return array(value as Nested);
  throw new FeedError(
    `expect: ${side} must hold numbers, got ${showValue(value)}; give an NdArray, a typed array, nested lists or a number`,
    {
      code: "not-numbers",
      expected: "numbers",
      actual: showValue(value),
    },
  );
}

/** True for typed arrays of numbers: DataView has no elements, and those of BigInt are no numbers. */
const isTypedArray = (value: unknown): value is Float64Array =>
  ArrayBuffer.isView(value) && !(value instanceof DataView || value instanceof BigInt64Array || value instanceof BigUint64Array);

/** By its parts, since a test may load this module twice. */
export const isElements = (value: unknown): value is Elements =>
  typeof value === "object" &&
  value !== null &&
  "data" in value &&
  "shape" in value &&
  isTypedArray(value.data) &&
  Array.isArray(value.shape);
