import { badElement, positionOf } from "./bad-element.ts";
import { type DType, type IntType, integerRange, type TypedArray } from "./dtype.ts";
import { elementAt, fillNested } from "./nested.ts";
import { isNumberBuffer } from "./number-buffer.ts";
import { storeAll, type Whole } from "./store.ts";

/** A value to be written. */
interface Target {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/**
 * Writes a typed array, in row-major order, or nested numbers as the elements of `to`. FeedError for the first element that its dtype does
 * not hold, named by its place: `requirement` begins it, as in "take: indices must be". Then elements of `to` are changed, too.
 */
export function convert(from: unknown, to: Target, whole: Whole, requirement: string, node?: string): void {
  const { data, shape, dtype } = to;
  const flat = isNumberBuffer(from);
  const at = flat ? storeAll(from, data, dtype, whole) : fillNested(from, shape, data, dtype, whole);
  if (at < 0) return;
  const element = flat ? from[at] : elementAt(from, positionOf(at, shape));
  throw badElement(requirement, integerRange[dtype as IntType], element, at, shape, node);
}
