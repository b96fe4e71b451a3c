import { describe, expect, it } from "vitest";
import { dtypes } from "../../../../../graph/dtype.ts";
import { array, NdArray } from "../../../../../graph/ndarray.ts";
import { argmaxOp } from "../../../../../ops/reduce/argmax.ts";
import { maxOp } from "../../../../../ops/reduce/max.ts";
import { expectEqual, numbers, runBoth } from "./run-kernel.ts";
import { axesSets, shapes } from "./shapes.ts";

const long = [[5000], [3, 2100], [2100, 3]];

describe("max of the engine", () => {
  it("equals the reference bit for bit over all sets of axes, every dtype, with NaN, infinities and zeros of both signs", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, ...long])
        for (const axis of axesSets(shape.length)) {
          if (axis.some((one) => shape[one] === 0)) continue;
          for (const specials of [false, true]) expectEqual(maxOp, [numbers(shape, dtype, { specials })], { axis, keepdims: false });
        }
  });

  it("takes the first of +0 and −0 wherever they stand, as the reference does", () => {
    for (const shape of [[37], [5, 12], [5, 40], [12, 5], [3, 4, 6]])
      for (const dtype of ["float32", "float64"] as const)
        for (const axis of axesSets(shape.length))
          for (const seed of [1, 2, 3, 4]) {
            const signs = numbers(shape, "bool", { seed });
            const x = numbers(shape, dtype);
            signs.data.forEach((sign, i) => void (x.data[i] = sign ? -0 : 0));
            expectEqual(maxOp, [x], { axis, keepdims: false });
          }
  });

  it("is −Infinity of −Infinity only, and the least integer of itself", () => {
    const at = (x: NdArray) => runBoth(maxOp, [x], { axis: [0], keepdims: false }).y.data[0];
    expect(at(array([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]))).toBe(Number.NEGATIVE_INFINITY);
    expect(at(new NdArray(new Int32Array(5).fill(-(2 ** 31)), [5], "int32"))).toBe(-(2 ** 31));
  });
});

describe("argmax of the engine", () => {
  it("equals the reference along every axis, in every dtype, with ties, NaN, infinities and zeros", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [128, 10], [5, 300]])
        for (let axis = 0; axis < shape.length; axis++) {
          if (shape.at(axis) === 0) continue;
          for (const specials of [false, true]) expectEqual(argmaxOp, [numbers(shape, dtype, { specials })], { axis });
        }
  });

  it("picks the first of equal values and the first NaN of several", () => {
    const rows = [
      [2, 7, 7, 1],
      [1, Number.NaN, 9, Number.NaN],
      [-0, 0, -0, 0],
      [Number.NaN, Number.POSITIVE_INFINITY, 1, 1],
    ];
    expect(Array.from(runBoth(argmaxOp, [array(rows)], { axis: 1 }).y.data)).toEqual([1, 1, 0, 0]);
    const columns = array([0, 1, 2, 3].map((i) => rows.map((row) => row[i] as number)));
    expect(Array.from(runBoth(argmaxOp, [columns], { axis: 0 }).y.data)).toEqual([1, 1, 0, 0]);
  });
});
