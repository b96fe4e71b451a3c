import { describe, expect, it } from "vitest";
import { allocate, type DType } from "../../../../../graph/dtype.ts";
import { NdArray } from "../../../../../graph/ndarray.ts";
import { randomUniformOp } from "../../../../../ops/random/random-uniform.ts";
import { buildOp, expectEqual } from "./run-kernel.ts";

function scalar(value: number, dtype: DType): NdArray {
  const data = allocate(dtype, 1);
  data[0] = value;
  return new NdArray(data, [], dtype);
}

describe("randomUniform of the engine", () => {
  it("gives the reference's bits for every size around four blocks, in float32 and float64", () => {
    for (const dtype of ["float32", "float64"] as const)
      for (const shape of [[], [0], [3, 5], [2, 3, 4], ...Array.from({ length: 37 }, (_, n) => [n]), [1001]])
        expectEqual(randomUniformOp, [scalar(7, "int32")], { shape, dtype, seed: 0xdeadbeef, stream: 3 });
  });

  it.each([
    ["float64", Number.MAX_SAFE_INTEGER],
    ["float64", 2 ** 32 + 5],
    ["float64", -0],
    ["float32", 2 ** 40],
    ["float32", 2 ** 53 - 2 ** 29],
    ["int32", 2 ** 31 - 1],
    ["uint8", 255],
    ["uint8", 0],
  ] as const)("takes the %s counter %d", (dtype, value) => {
    for (const [seed, stream] of [
      [0, 0],
      [2 ** 32 - 1, 2 ** 32 - 1],
      [12345, 2 ** 31],
    ] as const)
      for (const type of ["float32", "float64"] as const)
        expectEqual(randomUniformOp, [scalar(value, dtype)], { shape: [21], dtype: type, seed, stream });
  });

  it.each([
    ["float64", 2 ** 53],
    ["float64", 0.5],
    ["float64", -1],
    ["float64", Number.NaN],
    ["float64", Number.POSITIVE_INFINITY],
    ["float32", 2 ** 53],
    ["float32", 1.5],
    ["float32", Number.NaN],
    ["int32", -1],
  ] as const)("notes the %s counter %d as a fault", (dtype, value) => {
    const built = buildOp(randomUniformOp, [scalar(value, dtype)], { shape: [3], dtype: "float32", seed: 1, stream: 2 });
    built.run();
    expect([built.faulty, built.guarded]).toEqual([true, true]);
  });
});
