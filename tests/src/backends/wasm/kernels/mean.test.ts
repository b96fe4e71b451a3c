import { describe, expect, it } from "vitest";
import { NdArray } from "../../../../../graph/ndarray.ts";
import { meanOp } from "../../../../../ops/reduce/mean.ts";
import { sumOp } from "../../../../../ops/reduce/sum.ts";
import { mean } from "../../../../../src/backends/wasm/kernels/mean.ts";
import { sum } from "../../../../../src/backends/wasm/kernels/sum.ts";
import { numbers, runBoth } from "./run-kernel.ts";
import { axesSets, shapes } from "./shapes.ts";

describe("mean of the engine", () => {
  it("is the engine's sum ÷ count, rounded once, over all sets of axes; NaN of no elements", () => {
    for (const dtype of ["float32", "float64"] as const)
      for (const shape of shapes)
        for (const axis of axesSets(shape.length)) {
          const attrs = { axis, keepdims: false };
          const x = numbers(shape, dtype);
          const count = axis.reduce((product, one) => product * (shape[one] as number), 1);
          const quotients = runBoth(sumOp, sum, [x], attrs).y.data.map((total) => total / count);
          expect(runBoth(meanOp, mean, [x], attrs).y.data, `${dtype}[${shape}] over ${axis}`).toEqual(quotients);
        }
  });

  it("rounds once where float32 does not hold the count, as the reference does", () => {
    // Sums of ones are exact up to 2²⁴ in any order.
    const count = 2 ** 24 + 1;
    const x = new NdArray(new Float32Array(count).fill(1), [count], "float32");
    const { reference, y } = runBoth(meanOp, mean, [x], { axis: [0], keepdims: false });
    expect([y.data[0], reference.data[0]]).toEqual([1 - 2 ** -24, 1 - 2 ** -24]);
  });
});
