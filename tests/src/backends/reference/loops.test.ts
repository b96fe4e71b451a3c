import { describe, expect, it } from "vitest";
import { allocate, type DType } from "../../../../graph/dtype.ts";
import { NdArray } from "../../../../graph/ndarray.ts";
import { broadcast, sizeOf, stridesOf } from "../../../../graph/shape.ts";
import { negOp } from "../../../../ops/elementwise/neg.ts";
import { subOp } from "../../../../ops/elementwise/sub.ts";
import { runInPlace, runOp } from "../../../ops/run-kernel.ts";

/** Small whole numbers, the same in every dtype. */
const numbers = (shape: readonly number[], dtype: DType, start: number): NdArray => {
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = ((i * 7 + start) % 101) - 50;
  return new NdArray(data, shape, dtype);
};

/** The element of x that stands at element `i` of a result of `shape`, by the definition of broadcasting. */
function stretched(x: NdArray, shape: readonly number[], i: number): number {
  const strides = stridesOf(shape);
  const own = stridesOf(x.shape);
  const missing = shape.length - x.shape.length;
  let at = 0;
  for (const [axis, dim] of x.shape.entries()) {
    const position = Math.floor(i / (strides[axis + missing] as number)) % (shape[axis + missing] as number);
    if (dim !== 1) at += position * (own[axis] as number);
  }
  return x.data[at] as number;
}

// Counts around four, the elements of one turn, and 1,024, the elements of one part.
const counts = [0, 1, 2, 3, 4, 5, 7, 8, 1023, 1024, 1025, 1026, 1027, 1028, 4099];
const shapes = counts.flatMap((n): (readonly [readonly number[], readonly number[]])[] => [
  [[n], [n]],
  [[n], []],
  [[], [n]],
  [[1, n], [n]],
  [[n, 3], [3]],
  [[3], [n, 3]],
  [
    [n, 3],
    [n, 1],
  ],
  [
    [n, 1],
    [1, 3],
  ],
  [[n, 17], [17]],
  [
    [2, n, 1],
    [2, 1, 2],
  ],
]);

describe.each(["float32", "float64", "int32"] as const)("the loops of %s", (dtype) => {
  it("read every operand where broadcasting says, for all counts around a turn and a part", () => {
    for (const [aShape, bShape] of shapes) {
      const [a, b] = [numbers(aShape, dtype, 3), numbers(bShape, dtype, 58)];
      const { shape } = broadcast(aShape, bShape) as { shape: number[] };
      const expected = Array.from({ length: sizeOf(shape) }, (_, i) => stretched(a, shape, i) - stretched(b, shape, i));
      const what = `[${aShape}] − [${bShape}]`;
      expect(Array.from(runOp(subOp, [a, b]).data), what).toEqual(expected);
      for (const [over, input] of [a, b].entries()) {
        if (input.data.length === expected.length)
          expect(Array.from(runInPlace(subOp, [a, b], {}, over).data), `${what} in place`).toEqual(expected);
      }
    }
  });

  it("take every element once, in place too", () => {
    for (const n of counts) {
      const x = numbers([n], dtype, 5);
      const expected = Array.from(x.data, (v) => 0 - v);
      expect(Array.from(runOp(negOp, [x]).data, (v) => v + 0)).toEqual(expected);
      expect(Array.from(runInPlace(negOp, [x], {}, 0).data, (v) => v + 0)).toEqual(expected);
    }
  });
});
