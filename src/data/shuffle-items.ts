import { describeValue } from "../../graph/check-kind.ts";
import type { DType } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { isNumberBuffer, type NumberBuffer } from "../../graph/number-buffer.ts";
import { argumentError } from "./check-argument.ts";

/** What can be put in random order: a list, a typed array, or the rows of an NdArray along axis 0. */
export type Shufflable = unknown[] | NumberBuffer | NdArray;

/**
 * Fisher and Yates: for i = n − 1 … 1, swaps item i with item j, 0 ≤ j ≤ i. Works in place.
 *
 * draw: draw(i) gives j.
 * Errors: OpError when `items` cannot be shuffled, is frozen, or is an NdArray without axes.
 * Source: NumPy `RandomState.shuffle`.
 */
export function shuffleItems(op: string, items: Shufflable, draw: (most: number) => number): void {
  if (items instanceof NdArray && items.shape.length > 0) shuffleRows(items, draw);
  else if (Array.isArray(items) && Object.isFrozen(items)) {
    throw argumentError("not-shufflable", op, "items", "a list that may change", "a frozen one", "use permutation, which copies");
  } else if (isList(items)) {
    for (let i = items.length - 1; i > 0; i--) {
      const j = draw(i);
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
  } else {
    const expected = "a list, a typed array or an NdArray with at least one axis";
    throw argumentError("not-shufflable", op, "items", expected, describeValue(items), "give a list or an array");
  }
}

/** A copy with the same items, which can then be shuffled; anything that has none comes back as it is, for `shuffleItems` to refuse. */
export function copyItems(items: Shufflable): Shufflable {
  if (items instanceof NdArray) return new NdArray<DType>(items.data.slice(), items.shape, items.dtype);
  return isList(items) ? items.slice() : items;
}

const isList = (items: unknown): items is unknown[] => Array.isArray(items) || isNumberBuffer(items);

function shuffleRows({ data, shape }: NdArray, draw: (most: number) => number): void {
  const rows = shape[0] as number;
  const width = rows === 0 ? 0 : data.length / rows;
  for (let i = rows - 1; i > 0; i--) {
    const j = draw(i);
    const row = data.slice(i * width, (i + 1) * width);
    data.copyWithin(i * width, j * width, (j + 1) * width);
    data.set(row, j * width);
  }
}
