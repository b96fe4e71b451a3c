import { describe, expect, it } from "vitest";
import type { FloatType } from "../../../../graph/dtype.ts";
import { NdArray } from "../../../../graph/ndarray.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import { matmulOp } from "../../../../ops/linear/matmul.ts";
import type { Epilogue } from "../../../../src/backends/wasm/kernels/gemm/gemm.ts";
import { emitMatmul, matmulScratch } from "../../../../src/backends/wasm/kernels/matmul.ts";
import type { Place } from "../../../../src/backends/wasm/place.ts";
import { runOp } from "../../../ops/run-kernel.ts";
import { numbers } from "./gemm/run-gemm.ts";
import { build } from "./run-module.ts";

const tensor = (shape: readonly number[], dtype: FloatType, seed: number): NdArray => {
  const data = numbers(sizeOf(shape), seed);
  return dtype === "float32"
    ? new NdArray(data, shape, dtype)
    : new NdArray(
        Float64Array.from(data, (x) => x * 1.1),
        shape,
        dtype,
      );
};

interface Options {
  readonly transposed?: readonly [boolean, boolean];
  readonly epilogue?: Epilogue;
}

/** Runs the product in guarded memory, over operands that are stored as the transposes where that is said. */
function run(a: NdArray, b: NdArray, shape: readonly number[], { transposed = [false, false], epilogue }: Options = {}): NdArray {
  const stored = [a, b].map((x, i) => (transposed[i] ? transpose(x) : x));
  const factor = (i: number, { address, shape, dtype }: Place) => ({ address, shape, dtype, transposed: transposed[i] ?? false });
  const [at0, at1, y0] = [...stored, { shape, dtype: a.dtype }].map(({ shape, dtype }): Place => ({ address: 0, shape, dtype }));
  const bytes = matmulScratch(factor(0, at0 as Place), factor(1, at1 as Place), y0 as Place);
  const emit: Parameters<typeof build>[2] = (site, [aPlace, bPlace], y, scratch) => {
    emitMatmul(site, factor(0, aPlace as Place), factor(1, bPlace as Place), y, scratch, epilogue);
  };
  const built = build(stored, { shape, dtype: a.dtype }, emit, {}, bytes);
  const data = built.run();
  expect(built.guarded).toBe(true);
  expect(built.run()).toEqual(data);
  return new NdArray(data, shape, a.dtype);
}

function transpose({ data, shape, dtype }: NdArray): NdArray {
  const [rows, columns] = shape as readonly [number, number];
  return new NdArray(
    data.slice().map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)] as number) as typeof data,
    [columns, rows],
    dtype,
  );
}

const magnitudes = ({ data, shape }: NdArray): NdArray => new NdArray(Float64Array.from(data, Math.abs), shape, "float64");

/** float32 is within K · 2⁻²⁴ · Σ|a||b| and half an ulp, by which the reference rounds its float64 sums. */
function expectNear(a: NdArray, b: NdArray, options: Options = {}): void {
  const reference = runOp(matmulOp, [a, b]);
  const y = run(a, b, reference.shape, options);
  const sizes = runOp(matmulOp, [magnitudes(a), magnitudes(b)]).data;
  const K = a.shape.at(-1) as number;
  for (let i = 0; i < y.data.length; i++) {
    const bound = 2 ** -24 * (K + 1) * (sizes[i] as number);
    const distance = Math.abs((y.data[i] as number) - (reference.data[i] as number));
    if (!(distance <= bound)) expect.fail(`[${a.shape}] · [${b.shape}]: ${y.data[i]} instead of ${reference.data[i]} at ${i}`);
  }
}

function expectEqual(a: NdArray, b: NdArray): void {
  const reference = runOp(matmulOp, [a, b]);
  const y = run(a, b, reference.shape);
  const at = y.data.findIndex((element, i) => !Object.is(element, reference.data[i]));
  if (at >= 0) expect.fail(`[${a.shape}] · [${b.shape}]: ${y.data[at]} instead of ${reference.data[at]} at ${at}`);
}

const shapes: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[5], [5]],
  [[0], [0]],
  [[1], [1]],
  [[7, 5], [5]],
  [[5], [5, 9]],
  [
    [6, 7],
    [7, 10],
  ],
  [
    [4, 0],
    [0, 3],
  ],
  [
    [0, 4],
    [4, 3],
  ],
  [
    [300, 2],
    [2, 3],
  ],
  [
    [300, 3],
    [3, 3],
  ],
  [
    [9, 4],
    [4, 6],
  ],
  [
    [40, 70],
    [70, 30],
  ],
  [
    [3, 4, 5],
    [5, 6],
  ],
  [
    [4, 7, 20, 0],
    [0, 17],
  ],
  [
    [2, 1, 5, 0],
    [1, 3, 0, 4],
  ],
  [
    [1, 3, 2, 0],
    [2, 1, 0, 4],
  ],
  [[3, 2, 4, 0], [0]],
  [[0], [3, 2, 0, 4]],
  [[3, 4, 5], [5]],
  [[5], [3, 5, 6]],
  [
    [4, 5],
    [3, 5, 6],
  ],
  [
    [3, 4, 5],
    [3, 5, 6],
  ],
  [
    [3, 4, 5],
    [1, 5, 6],
  ],
  [
    [1, 4, 5],
    [3, 5, 6],
  ],
  [
    [2, 3, 4, 5],
    [3, 5, 6],
  ],
  [
    [2, 1, 4, 5],
    [3, 5, 6],
  ],
  [
    [2, 3, 4, 5],
    [2, 1, 5, 2],
  ],
  [
    [2, 3, 4, 5],
    [5, 3],
  ],
  [
    [2, 1, 3, 1, 4],
    [5, 1, 4, 2],
  ],
  [
    [1, 2, 3, 7],
    [2, 2, 1, 7, 1],
  ],
  [
    [0, 3, 4],
    [4, 2],
  ],
  [
    [2, 0, 3, 4],
    [2, 1, 4, 2],
  ],
  [
    [17, 9, 30],
    [17, 30, 11],
  ],
];

describe("matmul of the engine", () => {
  it.each(shapes)("[%j] · [%j]: float32 is as near the reference as its rounding lets it be", (a, b) => {
    expectNear(tensor(a, "float32", 1), tensor(b, "float32", 2));
  });

  it.each(shapes)("[%j] · [%j]: float64 has the reference's bits", (a, b) => {
    expectEqual(tensor(a, "float64", 1), tensor(b, "float64", 2));
  });

  it("float64 has the reference's bits with NaN, Infinity, −0 and sums that cancel", () => {
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1e300, -1e300, 1, -1, 5e-324];
    const from = (shape: readonly number[], seed: number): NdArray =>
      new NdArray(
        Float64Array.from(numbers(sizeOf(shape), seed), (x) => special[Math.floor((x + 1) * 5)] as number),
        shape,
        "float64",
      );
    for (let m = 1; m <= 6; m++)
      for (let n = 1; n <= 6; n++) for (let k = 1; k <= 6; k++) expectEqual(from([m, k], m), from([k, n], 100 + n));
    const zeros = (shape: readonly number[], x: number) => new NdArray(new Float64Array(sizeOf(shape)).fill(x), shape, "float64");
    for (let m = 1; m <= 6; m++) for (let k = 0; k <= 6; k++) expectEqual(zeros([m, k], -0), zeros([k, 3], 1));
  });

  it("matrices that are stored as their transposes", () => {
    for (const [m, n, k] of [
      [6, 10, 7],
      [300, 3, 64],
      [64, 3, 300],
      [1, 20, 30],
      [20, 1, 30],
      [33, 50, 3],
    ] as const)
      for (const transposed of [
        [true, false],
        [false, true],
        [true, true],
      ] as const)
        expectNear(tensor([m, k], "float32", 3), tensor([k, n], "float32", 4), { transposed });
  });

  it("an epilogue meets each element of a stack at its offset in the whole result", () => {
    const [a, b] = [tensor([3, 4, 5], "float32", 5), tensor([3, 5, 6], "float32", 6)];
    const plain = run(a, b, [3, 4, 6]).data;
    const at: Epilogue = (code, sum, { element, elementOffset }) => {
      code
        .get(element)
        .i32(elementOffset)
        .op("i32.add", "i32x4.splat")
        .i32x4(0, 4, 8, 12)
        .op("i32x4.add", "f32x4.convert_i32x4_s")
        .set(sum);
    };
    expect([...run(a, b, [3, 4, 6], { epilogue: at }).data]).toEqual([...plain.keys()].map((i) => 4 * i));
  });

  it("an epilogue or a transpose of float64 is an internal error", () => {
    const [a, b] = [tensor([2, 2], "float64", 1), tensor([2, 2], "float64", 2)];
    expect(() => run(a, b, [2, 2], { transposed: [true, false] })).toThrowErrorMatchingInlineSnapshot(
      `[Error: internal: no transposes or epilogues in products of float64]`,
    );
  });
});
