import { checkKept } from "../../graph/check-kept.ts";
import { OpError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { sizeOf } from "../../graph/shape.ts";

/** FeedError unless the array still has its elements, OpError unless a bool one has only 0 and 1: what a file of it must hold to be read again. */
export function checkWritable(array: NdArray, what: string): void {
  checkKept(array.data, sizeOf(array.shape), `${what}: the array`);
  const odd = array.dtype === "bool" ? array.data.findIndex((value: number) => value > 1) : -1;
  if (odd < 0) return;
  const actual = `${array.data[odd]} at element ${odd}`;
  throw new OpError(`${what}: bool elements must be 0 or 1, got ${actual}; make them with array(…, "bool")`, {
    code: "bad-element",
    expected: "0 or 1",
    actual,
  });
}
