import type { TypedArray } from "../../graph/dtype.ts";

/**
 * Orders lines of so many elements: from x[from] on, `step` apart, it gives their positions, the smallest first (the largest, where
 * `descending`); equal ones keep their order, and a NaN is larger than all others. The same array is filled again by each call.
 *
 * A merge sort from the bottom up: pairs, then fours, and so on, from one array into the other.
 */
export function sortOrder(length: number, descending: boolean): (x: TypedArray, from: number, step: number) => Int32Array {
  const keys = new Float64Array(length);
  const arrays = [new Int32Array(length), new Int32Array(length)] as const;
  // True where the right one must stand before the left one. Comparisons with NaN are false.
  const before = descending
    ? (left: number, right: number): boolean => right > left || (right !== right && left === left)
    : (left: number, right: number): boolean => right < left || (left !== left && right === right);
  return (x, from, step) => {
    let [source, target] = arrays as readonly [Int32Array, Int32Array];
    for (let k = 0, i = from; k < length; k++, i += step) {
      keys[k] = x[i] as number;
      source[k] = k;
    }
    for (let width = 1; width < length; width *= 2) {
      for (let start = 0; start < length; start += 2 * width) {
        const middle = Math.min(start + width, length);
        const end = Math.min(middle + width, length);
        for (let to = start, left = start, right = middle; to < end; to++) {
          const takesRight = left === middle || (right < end && before(keys[source[left]!]!, keys[source[right]!]!));
          target[to] = takesRight ? source[right++]! : source[left++]!;
        }
      }
      [source, target] = [target, source];
    }
    return source;
  };
}
