import { expect, test } from "vitest";
import { allocate, type DType } from "../../../../graph/dtype.ts";
import { NdArray } from "../../../../graph/ndarray.ts";
import { matmulOp } from "../../../../ops/linear/matmul.ts";
import { runOp } from "../../../ops/run-kernel.ts";

/** Small numbers with many digits, the same in every run. */
const numbers = (dtype: DType, size: number, seed: number) => {
  const data = allocate(dtype, size);
  for (let i = 0; i < size; i++) data[i] = Math.sin(seed + 1.7 * i);
  return data;
};

/** [M, K, N] on both sides of where the loops change: narrow K, few rows, few columns, tiles, parts of rows and of terms. */
const sizes = [
  [6, 2, 5],
  [7, 3, 4],
  [5, 4, 1],
  [1, 9, 6],
  [4, 9, 6],
  [5, 9, 1],
  [6, 9, 2],
  [7, 9, 3],
  [5, 9, 4],
  [8, 9, 7],
  [9, 1, 9],
  [9, 0, 9],
  [0, 9, 9],
  [9, 9, 0],
  [95, 6, 5],
  [96, 6, 4],
  [97, 6, 5],
  [200, 6, 9],
  [7, 1024, 5],
  [7, 1025, 5],
  [98, 2049, 6],
  [5, 32_768, 2],
  [5, 32_769, 2],
] as const;

test.for(sizes)("matmul %i×%i by ·×%i: each sum runs along K from left to right in float64 and is rounded once", ([M, K, N]) => {
  for (const dtype of ["float32", "float64"] as const) {
    const a = new NdArray(numbers(dtype, M * K, 1), [M, K], dtype);
    const b = new NdArray(numbers(dtype, K * N, 2), [K, N], dtype);
    const expected = allocate(dtype, M * N);
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) {
        let sum = 0;
        for (let k = 0; k < K; k++) sum += (a.data[m * K + k] as number) * (b.data[k * N + n] as number);
        expected[m * N + n] = sum;
      }
    }
    expect(runOp(matmulOp, [a, b]).data).toEqual(expected);
  }
});
