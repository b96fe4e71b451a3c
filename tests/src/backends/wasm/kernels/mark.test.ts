import { describe, expect, it } from "vitest";
import { allocate, dtypes } from "../../../../../graph/dtype.ts";
import { NdArray } from "../../../../../graph/ndarray.ts";
import { sizeOf } from "../../../../../graph/shape.ts";
import { oneHotOp } from "../../../../../ops/index/one-hot.ts";
import { buildOp, expectEqual } from "./run-kernel.ts";
import { shapes } from "./shapes.ts";

describe("marks of the engine (oneHot)", () => {
  it("equals the reference in every dtype, of int32 and uint8 indices", () => {
    for (const dtype of dtypes)
      for (const shape of shapes.filter((shape) => shape.length < 4))
        for (const depth of [1, 2, 3, 10])
          for (const type of ["int32", "uint8"] as const) {
            const data = allocate(type, sizeOf(shape));
            data.forEach((_, i) => void (data[i] = (i * 5) % depth));
            expectEqual(oneHotOp, [new NdArray(data, shape, type)], { depth, dtype });
          }
  });

  it.each([-1, 3, 2 ** 31 - 1, -(2 ** 31)])("notes the index %i of depth 3 as a fault and writes nothing there", (index) => {
    const wrong = new NdArray(Int32Array.of(2, index), [2], "int32");
    const built = buildOp(oneHotOp, [wrong], { depth: 3, dtype: "float32" });
    expect(Array.from(built.run())).toEqual([0, 0, 1, 1, 0, 0]);
    expect(built.faulty).toBe(true);
    expect(built.guarded).toBe(true);
  });
});
