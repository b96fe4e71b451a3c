import { describe, expect, it } from "vitest";
import type { Epilogue } from "../../../../../src/backends/wasm/kernels/gemm/gemm.ts";
import { type Case, layouts, numbers, runGemm, untouched } from "./run-gemm.ts";

const shapes = [
  [33, 37, 41],
  [5, 10, 7],
  [300, 64, 2],
  [300, 3, 64],
  [300, 3, 3],
  [64, 3, 300],
  [64, 10, 30],
  [2, 64, 300],
  [1, 128, 70],
  [7, 1, 30],
  [7, 1, 3],
  [1, 1, 9],
  [6, 9, 0],
  [7, 1, 0],
  [20, 13, 1030],
  [8, 2, 1030],
  [130, 20, 600],
] as const;

/** Adds a row vector. */
const addRow =
  ([bias = 0]: readonly number[]): Epilogue =>
  (code, sum, { column, columnOffset }) =>
    code
      .get(sum)
      .get(column)
      .at("v128.load", bias + columnOffset)
      .op("f32x4.add")
      .set(sum);

const relu: Epilogue = (code, sum) => code.get(sum).f32x4(0).op("f32x4.max").set(sum);

/** Loads the elements of another matrix of y's shape that belong to the sums. */
const load = (address: number, code: Parameters<Epilogue>[0], { element, elementOffset }: Parameters<Epilogue>[2]) =>
  code.get(element).at("v128.load", address + elementOffset);

/** The sums without an epilogue, which are float32, then `f` in float32 for each element. */
const after = (test: Case, f: (sum: number, row: number, column: number) => number): Float32Array =>
  runGemm(test).map((sum, i) => f(sum, Math.floor(i / test.n), i % test.n));

const { fround } = Math;

describe.each(shapes)("epilogues for m, n, k = %i, %i, %i", (m, n, k) => {
  const bias = numbers(n, 5);
  const other = numbers(m * n, 6);
  const same = (test: Omit<Case, "m" | "n" | "k">, f: (sum: number, i: number, column: number) => number): void => {
    for (const layout of layouts) {
      const plain = { m, n, k, layout };
      const wanted = after(plain, (sum, row, column) => f(sum, row * n + column, column));
      expect(runGemm({ ...plain, ...test }), layout).toEqual(wanted);
    }
  };

  it("a bias and relu give the bits of the sum plus the bias, or 0", () => {
    const epilogue: Case["epilogue"] = (addresses) => (code, sum, at) => {
      addRow(addresses)(code, sum, at);
      relu(code, sum, at);
    };
    same({ operands: [bias], epilogue }, (sum, _, column) => Math.max(fround(sum + (bias[column] as number)), 0));
  });

  it("a mask keeps the sums where another matrix is above 0", () => {
    const epilogue: Case["epilogue"] =
      ([mask = 0]) =>
      (code, sum, at) => {
        code.get(sum);
        load(mask, code, at).f32x4(0).op("f32x4.gt", "v128.and").set(sum);
      };
    same({ operands: [other], epilogue }, (sum, i) => ((other[i] as number) > 0 ? sum : 0));
  });

  it("a factor", () => {
    same({ epilogue: () => (code, sum) => code.get(sum).f32x4(-0.75).op("f32x4.mul").set(sum) }, (sum) => fround(sum * -0.75));
  });

  it("another matrix is added once", () => {
    const epilogue: Case["epilogue"] =
      ([address = 0]) =>
      (code, sum, at) => {
        code.get(sum);
        load(address, code, at).op("f32x4.add").set(sum);
      };
    same({ operands: [other], epilogue }, (sum, i) => fround(sum + (other[i] as number)));
  });

  it("a function that needs many registers", () => {
    const epilogue: Case["epilogue"] = () => (code, sum) => {
      // In shared temporaries, as elementwise functions use them: sums that wait must not be among those.
      const spare = code.temporaries("v128", 12);
      for (const local of spare) code.get(sum).set(local);
      code.get(sum);
      for (const local of spare.slice(0, 4)) code.get(local).op("f32x4.mul");
      code.set(sum);
      for (const local of spare) code.f32x4(0).set(local);
    };
    same({ epilogue }, (sum) => fround(fround(fround(fround(sum * sum) * sum) * sum) * sum));
  });

  it("parts have the bits of the whole", () => {
    const [rows, columns] = [
      { from: Math.floor(m / 3), to: m },
      { from: 0, to: Math.ceil(n / 2) },
    ];
    for (const layout of layouts) {
      const test: Case = { m, n, k, layout, operands: [bias], epilogue: addRow };
      const whole = runGemm(test);
      const part = runGemm({ ...test, rows, columns });
      for (let i = rows.from; i < rows.to; i++)
        for (let j = columns.from; j < columns.to; j++) expect(part[i * n + j]).toBe(whole[i * n + j]);
    }
  });
});

it("an epilogue can add to what y held, with up to 512 k, in all forms", () => {
  for (const [m, n, k] of [
    [33, 37, 41],
    [300, 3, 64],
    [300, 3, 3],
    [64, 3, 300],
    [64, 6, 300],
    [9, 1, 20],
    [1, 30, 20],
    [20, 11, 512],
  ] as const)
    for (const layout of layouts) {
      const accumulate: Case["epilogue"] = (_, y) => (code, sum, at) => {
        code.get(sum);
        load(y, code, at).op("f32x4.add").set(sum);
      };
      const wanted = after({ m, n, k, layout }, (sum) => fround(sum + fround(sum + untouched)));
      expect(runGemm({ m, n, k, layout, twice: true, epilogue: accumulate })).toEqual(wanted);
    }
});
