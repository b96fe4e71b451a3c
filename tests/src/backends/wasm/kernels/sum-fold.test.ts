import { describe, expect, it } from "vitest";
import { NdArray } from "../../../../../graph/ndarray.ts";
import { meanOp } from "../../../../../ops/reduce/mean.ts";
import { sumOp } from "../../../../../ops/reduce/sum.ts";
import { expectEqual, numbers, runBoth } from "./run-kernel.ts";
import { axesSets, shapes } from "./shapes.ts";
import { expectSums } from "./sums.ts";

describe("sum of the engine", () => {
  it("equals the reference bit for bit in int32, uint8 and bool, wrapping around, over all sets of axes", () => {
    for (const dtype of ["int32", "uint8", "bool"] as const)
      for (const shape of shapes)
        for (const axis of axesSets(shape.length)) {
          expectEqual(sumOp, [numbers(shape, dtype)], { axis, keepdims: false });
        }
  });

  it("is within (min(n, 1024) + n ÷ 1024 + 16) · u · Σ|x| of the exact sum for each axis, in float32 and float64", () => {
    for (const dtype of ["float32", "float64"] as const)
      for (const shape of shapes) for (const axis of axesSets(shape.length)) expectSums(sumOp, numbers(shape, dtype), axis);
  });

  it.each([
    [[5000], [0]],
    [[70_003], [0]],
    [[9001, 3], [0]],
    [[3, 9001], [1]],
    [[2100, 20], [0]],
    [[4, 2100, 2], [1]],
    [
      [8300, 2, 3],
      [0, 2],
    ],
    [
      [2, 3, 33_000],
      [0, 2],
    ],
  ])("adds long axes of %j along %j in blocks", (shape, axis) => {
    for (const dtype of ["float32", "float64"] as const) expectSums(sumOp, numbers(shape, dtype), axis);
  });

  it("does not drift: a million times 0.1 is 100,000 within 2⁻²⁴ · 2,000 parts", () => {
    const x = new NdArray(new Float32Array(1e6).fill(0.1), [1e6], "float32");
    const { y } = runBoth(sumOp, [x], { axis: [0], keepdims: false });
    expect(Math.abs((y.data[0] as number) / (1e6 * Math.fround(0.1)) - 1)).toBeLessThan(2000 * 2 ** -24);
  });

  it("keeps NaN and infinities, and gives +0 for sums of −0, as the reference does", () => {
    for (const dtype of ["float32", "float64"] as const)
      for (const shape of [[4, 10], [33, 3], [7, 33], [3]])
        for (const axis of axesSets(shape.length)) {
          const { reference, y } = runBoth(sumOp, [numbers(shape, dtype, { specials: true })], { axis, keepdims: false });
          expect(Array.from(y.data, (v) => (Number.isFinite(v) ? 0 : v))).toEqual(
            Array.from(reference.data, (v) => (Number.isFinite(v) ? 0 : v)),
          );
          const zeros = numbers(shape, dtype);
          zeros.data.fill(-0);
          expectEqual(sumOp, [zeros], { axis, keepdims: false });
        }
  });
});

describe("mean of the engine", () => {
  it("is the engine's sum ÷ count, rounded once, over all sets of axes; NaN of no elements", () => {
    for (const dtype of ["float32", "float64"] as const)
      for (const shape of shapes)
        for (const axis of axesSets(shape.length)) {
          const attrs = { axis, keepdims: false };
          const x = numbers(shape, dtype);
          const count = axis.reduce((product, one) => product * (shape[one] as number), 1);
          const quotients = runBoth(sumOp, [x], attrs).y.data.map((total) => total / count);
          expect(runBoth(meanOp, [x], attrs).y.data, `${dtype}[${shape}] over ${axis}`).toEqual(quotients);
        }
  });

  it("rounds once where float32 does not hold the count, as the reference does", () => {
    // Sums of ones are exact up to 2²⁴ in any order.
    const count = 2 ** 24 + 1;
    const x = new NdArray(new Float32Array(count).fill(1), [count], "float32");
    const { reference, y } = runBoth(meanOp, [x], { axis: [0], keepdims: false });
    expect([y.data[0], reference.data[0]]).toEqual([1 - 2 ** -24, 1 - 2 ** -24]);
  });
});
