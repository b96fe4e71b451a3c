import { describe, it } from "vitest";
import { dtypes } from "../../../../../graph/dtype.ts";
import { sliceOp } from "../../../../../ops/move/slice.ts";
import { slice } from "../../../../../src/backends/wasm/kernels/slice.ts";
import { expectEqual, numbers } from "./run-kernel.ts";
import { shapes } from "./shapes.ts";

describe("slice of the engine", () => {
  it("equals the reference for parts of every axis, in every dtype", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [40, 500], [3, 2000]])
        shape.forEach((dim, axis) => {
          const third = Math.floor(dim / 3);
          for (const [start, stop] of [
            [0, dim],
            [third, dim],
            [0, third],
            [third, dim - third],
            [Math.max(0, dim - 1), dim],
            [dim, dim],
          ] as const)
            expectEqual(sliceOp, slice, [numbers(shape, dtype, { specials: true })], { axis, start, stop });
        });
  });
});
