import { describe, expect, it } from "vitest";
import { dtypes } from "../../../../../graph/dtype.ts";
import { array } from "../../../../../graph/ndarray.ts";
import { argmaxOp } from "../../../../../ops/reduce/argmax.ts";
import { argmax } from "../../../../../src/backends/wasm/kernels/argmax.ts";
import { expectEqual, numbers, runBoth } from "./run-kernel.ts";
import { shapes } from "./shapes.ts";

describe("argmax of the engine", () => {
  it("equals the reference along every axis, in every dtype, with ties, NaN, infinities and zeros", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [128, 10], [5, 300]])
        for (let axis = -shape.length; axis < shape.length; axis++) {
          if (shape.at(axis) === 0) continue;
          for (const specials of [false, true]) expectEqual(argmaxOp, argmax, [numbers(shape, dtype, { specials })], { axis });
        }
  });

  it("picks the first of equal values and the first NaN of several", () => {
    const rows = [
      [2, 7, 7, 1],
      [1, Number.NaN, 9, Number.NaN],
      [-0, 0, -0, 0],
      [Number.NaN, Number.POSITIVE_INFINITY, 1, 1],
    ];
    expect(Array.from(runBoth(argmaxOp, argmax, [array(rows)], { axis: 1 }).y.data)).toEqual([1, 1, 0, 0]);
    const columns = array([0, 1, 2, 3].map((i) => rows.map((row) => row[i] as number)));
    expect(Array.from(runBoth(argmaxOp, argmax, [columns], { axis: 0 }).y.data)).toEqual([1, 1, 0, 0]);
  });
});
