import { describe, expect, it } from "vitest";
import { allocate, dtypes, type IntType } from "../../../../../graph/dtype.ts";
import { NdArray } from "../../../../../graph/ndarray.ts";
import { sizeOf } from "../../../../../graph/shape.ts";
import { gatherOp } from "../../../../../ops/index/gather.ts";
import { buildOp, expectEqual, numbers } from "./run-kernel.ts";
import { shapes } from "./shapes.ts";

function indices(shape: readonly number[], dtype: IntType, size: number): NdArray {
  const data = allocate(dtype, sizeOf(shape));
  data.forEach((_, i) => void (data[i] = (i * 7 + (i >> 2)) % Math.min(size, 256)));
  return new NdArray(data, shape, dtype);
}

describe("picks of the engine (gather)", () => {
  it("equals the reference in every dtype, by int32 and uint8 indices", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [128, 10]]) {
        if (shape.length === 0 || (shape.at(-1) === 0 && sizeOf(shape.slice(0, -1)) > 0)) continue;
        for (const type of ["int32", "uint8"] as const)
          expectEqual(gatherOp, [numbers(shape, dtype, { specials: true }), indices(shape.slice(0, -1), type, shape.at(-1) ?? 0)]);
      }
  });

  it.each([-1, 3, 2 ** 31 - 1, -(2 ** 31)])("notes the index %i into an axis of 3 as a fault and reads nothing there", (index) => {
    const x = numbers([4, 3], "float32");
    const wrong = new NdArray(Int32Array.of(0, 2, index, 1), [4], "int32");
    const built = buildOp(gatherOp, [x, wrong]);
    const first = [0, 5, 6, 10].map((at) => x.data[at]);
    expect(Array.from(built.run())).toEqual(first);
    expect(built.faulty).toBe(true);
    expect(built.guarded).toBe(true);
  });

  it("finds no index into an axis of size 0", () => {
    const built = buildOp(gatherOp, [numbers([2, 0], "float32"), indices([2], "int32", 1)]);
    built.run();
    expect(built.faulty).toBe(true);
  });
});
