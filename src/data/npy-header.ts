import { isSize } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import { type Literal, readLiteral } from "./python-literal.ts";

/** What the header of a .npy file says of its array. */
export interface NpyHeader {
  /** Python's literal of the dtype, such as "<f4", or a list of named fields. */
  readonly descr: Literal;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** What is wrong with a header, in the parts of the house error sentence. */
export interface NpyProblem {
  readonly expected: string;
  readonly actual: string;
}

/** Axes of an array, at most. Source: NPY_MAXDIMS of NumPy 2. */
const mostAxes = 64;

const keys = ["descr", "fortran_order", "shape"] as const;

/**
 * Reads the header's Python literal:
 *
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (300, 2), }
 *
 * Keys in any order, each once, with quotes and blanks as Python takes them.
 */
export function readNpyHeader(text: string): NpyHeader | NpyProblem {
  const literal = readLiteral(text);
  if (typeof literal !== "object" || literal === null || !("dict" in literal)) {
    return { expected: "header must be a dict", actual: showValue(text.trim()) };
  }
  const found = new Map<string, { readonly value: Literal; readonly text: string }>();
  for (const { key, value, text: written } of literal.dict) {
    if (!keys.some((one) => one === key))
      return { expected: "header must hold descr, fortran_order and shape alone", actual: showValue(key) };
    if (found.has(key as string)) return { expected: `header must give ${key} once`, actual: "it twice" };
    found.set(key as string, { value, text: written });
  }
  const missing = keys.find((key) => !found.has(key));
  if (missing !== undefined) return { expected: `header must give ${missing}`, actual: "none" };
  const [descr, order, sizes] = keys.map((key) => found.get(key) as { value: Literal; text: string }) as [Given, Given, Given];
  if (typeof order.value !== "boolean") return { expected: "fortran_order must be True or False", actual: showValue(order.text) };
  const shape = shapeOf(sizes.value);
  if (shape === undefined) {
    return { expected: `shape must be a tuple of at most ${mostAxes} whole numbers ≥ 0`, actual: showValue(sizes.text) };
  }
  return { descr: descr.value, fortranOrder: order.value, shape };
}

type Given = { readonly value: Literal; readonly text: string };

/** (), (3,) or (3, 4). */
function shapeOf(value: Literal): number[] | undefined {
  if (typeof value !== "object" || value === null || !("tuple" in value)) return undefined;
  return value.tuple.length <= mostAxes && value.tuple.every(isSize) ? (value.tuple as number[]) : undefined;
}
