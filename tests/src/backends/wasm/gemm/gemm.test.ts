import { describe, expect, it } from "vitest";
import { Module } from "../../../../../src/backends/wasm/assembler/module.ts";
import { emitGemm } from "../../../../../src/backends/wasm/kernels/gemm/emit-gemm.ts";
import { difference, layouts, numbers, operandA, operandB, runGemm } from "./run-gemm.ts";

/** m, n, k. Every form, tile and panel, whole and cut short; several runs of k, several blocks of rows. */
const shapes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 1, 7],
  [2, 1, 5],
  [3, 3, 2],
  [4, 8, 4],
  [5, 10, 7],
  [2, 6, 9],
  [64, 64, 64],
  [32, 128, 784],
  [20, 36, 130],
  [20, 45, 130],
  [1, 128, 784],
  [1, 7, 30],
  [1, 10, 128],
  [1, 200, 3],
  [2, 33, 70],
  [3, 50, 20],
  [9, 20, 40],
  [12, 40, 30],
  [33, 37, 41],
  [128, 10, 128],
  [130, 9, 515],
  [7, 11, 600],
  [6, 2, 1100],
  [257, 20, 1030],
  [270, 30, 20],
  [300, 1, 64],
  [300, 3, 1],
  [16, 50, 33],
  [1, 50, 5],
];

/** The products of a training step of a network of 2, 64 and 3 units over 300 points. */
const spiral: readonly (readonly [number, number, number])[] = [
  [300, 64, 2],
  [300, 3, 64],
  [300, 64, 3],
  [64, 3, 300],
  [2, 64, 300],
  [300, 3, 2],
  [300, 3, 3],
  [2, 3, 300],
  [3, 3, 300],
];

describe("products of float32", () => {
  it.each([...shapes, ...spiral])("m, n, k = %i, %i, %i: as float64 loops in all four layouts, twice alike", (m, n, k) => {
    for (const layout of layouts) {
      const test = { m, n, k, layout };
      const y = runGemm(test);
      expect(difference(test, y)).toBeUndefined();
      expect(runGemm({ ...test, twice: true })).toEqual(y);
    }
  });

  it("for every m and n up to 13 with k = 3, 5 and 14: as float64 loops in all four layouts", () => {
    for (let m = 1; m <= 13; m++)
      for (let n = 1; n <= 13; n++)
        for (const k of [3, 5, 14])
          for (const layout of layouts) {
            const test = { m, n, k, layout };
            const wrong = difference(test, runGemm(test));
            if (wrong) expect.fail(wrong);
          }
  });

  it("k = 0 gives zeros", () => {
    for (const layout of layouts)
      for (const [m, n] of [
        [5, 9],
        [1, 4],
        [7, 1],
      ] as const)
        expect(runGemm({ m, n, k: 0, layout })).toEqual(new Float32Array(m * n));
  });

  it("m = 0 or n = 0 write nothing", () => {
    for (const layout of layouts) {
      expect(runGemm({ m: 0, n: 5, k: 3, layout })).toHaveLength(0);
      expect(runGemm({ m: 5, n: 0, k: 3, layout })).toHaveLength(0);
    }
  });

  it("NaN and Infinity reach the elements that they are part of, and no others", () => {
    for (const [m, n, k] of [
      [6, 9, 20],
      [1, 9, 21],
      [9, 1, 22],
      [20, 3, 23],
      [20, 3, 3],
      [9, 6, 4],
    ] as const)
      for (const layout of layouts)
        for (const special of [Number.NaN, Number.POSITIVE_INFINITY]) {
          const test = { m, n, k, layout };
          const [a, b] = [operandA(test), operandB(test)];
          const [row, inner] = [m - 1, k - 1];
          a[layout[0] === "T" ? inner * m + row : row * k + inner] = special;
          const y = runGemm({ ...test, a, b });
          for (let i = 0; i < m * n; i++) expect(Number.isFinite(y[i]), `${layout} ${m}×${n}×${k}`).toBe(Math.floor(i / n) !== row);
        }
  });

  it("Infinity − Infinity is NaN, and zeros times Infinity are", () => {
    for (const layout of layouts) {
      const a = Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
      expect(runGemm({ m: 1, n: 1, k: 2, layout, a, b: Float32Array.of(1, 1) })).toEqual(Float32Array.of(Number.NaN));
      expect(runGemm({ m: 1, n: 1, k: 2, layout, a, b: Float32Array.of(0, 1) })).toEqual(Float32Array.of(Number.NaN));
    }
  });

  it("other tiles give the same bits", () => {
    for (const [m, n, k] of [
      [33, 37, 41],
      [300, 20, 600],
      [64, 6, 30],
    ] as const)
      for (const layout of layouts) {
        const y = runGemm({ m, n, k, layout });
        for (const tile of [
          { rows: 6, vectors: 2 },
          { rows: 2, vectors: 4 },
          { rows: 1, vectors: 1 },
          { rows: 8, vectors: 3 },
        ])
          expect(runGemm({ m, n, k, layout, tile })).toEqual(y);
      }
  });

  it("relaxed: one instruction multiplies and adds", () => {
    const instruction = [0xfd, 0x85, 0x02];
    const found = (relaxed: boolean, m: number, n: number, k: number, transposed: boolean): boolean => {
      const module = new Module();
      const [a, b] = [
        { address: 64, stride: k, transposed: false },
        { address: 64, stride: transposed ? k : n, transposed },
      ];
      emitGemm({ code: module.function([], []), module }, { m, n, k, a, b, y: 64, scratch: 64, relaxed });
      const bytes = module.assemble({ pages: 1 });
      return bytes.some((_, at) => instruction.every((byte, i) => bytes[at + i] === byte));
    };
    for (const [m, n, k, transposed] of [
      [8, 8, 8, false],
      [8, 8, 3, false],
      [1, 8, 8, false],
      [1, 8, 8, true],
    ] as const) {
      expect(found(true, m, n, k, transposed)).toBe(true);
      expect(found(false, m, n, k, transposed)).toBe(false);
    }
  });

  it("sums of 512 products of one sign stay within the bound for any operands", () => {
    const positive = (count: number, seed: number) => numbers(count, seed).map(Math.abs);
    const test = { m: 8, n: 24, k: 512, a: positive(8 * 512, 3), b: positive(512 * 24, 4) };
    const y = runGemm(test);
    for (let i = 0; i < 8; i++)
      for (let j = 0; j < 24; j++) {
        let sum = 0;
        for (let l = 0; l < 512; l++) sum += (test.a[i * 512 + l] as number) * (test.b[l * 24 + j] as number);
        expect(Math.abs((y[i * 24 + j] as number) - sum)).toBeLessThanOrEqual(1.2e-6 * sum);
      }
  });
});
