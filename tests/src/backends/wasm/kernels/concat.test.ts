import { describe, it } from "vitest";
import { dtypes } from "../../../../../graph/dtype.ts";
import { concatOp } from "../../../../../ops/move/concat.ts";
import { concat } from "../../../../../src/backends/wasm/kernels/concat.ts";
import { expectEqual, numbers } from "./run-kernel.ts";
import { shapes } from "./shapes.ts";

describe("concat of the engine", () => {
  it("equals the reference along every axis, in every dtype, parts of size 0 and 1 among them", () => {
    for (const dtype of dtypes)
      for (const shape of [...shapes, [3, 700]])
        for (let axis = -shape.length; axis < shape.length; axis++)
          for (const dims of [[3], [1, 2], [5, 0, 1, 4]]) {
            const part = (dim: number, seed: number) => {
              const own = [...shape];
              own[axis < 0 ? axis + shape.length : axis] = dim;
              return numbers(own, dtype, { seed, specials: true });
            };
            expectEqual(concatOp, concat, [part(shape.at(axis) as number, 9), ...dims.map(part)], { axis });
          }
  });

  it("writes rows of every width exactly: no row overwrites the start of the next", () => {
    for (const dtype of ["uint8", "float32", "float64"] as const)
      for (let width = 1; width < 150; width++)
        expectEqual(concatOp, concat, [numbers([3, 5], dtype), numbers([3, width], dtype, { seed: 2 })], { axis: 1 });
  });
});
