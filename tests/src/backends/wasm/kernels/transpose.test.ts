import { describe, it } from "vitest";
import { dtypes } from "../../../../../graph/dtype.ts";
import { transposeOp } from "../../../../../ops/move/transpose.ts";
import { transpose } from "../../../../../src/backends/wasm/kernels/transpose.ts";
import { expectEqual, numbers } from "./run-kernel.ts";
import { orders, shapes } from "./shapes.ts";

describe("transpose of the engine", () => {
  it("equals the reference for all orders of the axes, in every dtype", () => {
    for (const dtype of dtypes)
      for (const shape of shapes)
        for (const perm of orders(shape.length)) expectEqual(transposeOp, transpose, [numbers(shape, dtype, { specials: true })], { perm });
  });

  it.each([
    [2, 9],
    [9, 2],
    [3, 4],
    [4, 3],
    [3, 3],
    [2, 2],
    [8, 12],
    [13, 6],
    [784, 128],
  ])("moves tiles of a matrix of %i by %i and what is left at its edges", (rows, columns) => {
    for (const dtype of dtypes) expectEqual(transposeOp, transpose, [numbers([rows, columns], dtype)], { perm: [1, 0] });
  });
});
