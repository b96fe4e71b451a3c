import { describe, expect, it } from "vitest";
import { NdArray } from "../../../../graph/ndarray.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import { meanOp } from "../../../../ops/reduce/mean.ts";
import { sumOp } from "../../../../ops/reduce/sum.ts";
import { runOp } from "../../../ops/run-kernel.ts";
import { bits, fixtures, stored } from "../../../ops/shape-fixtures.ts";

// Expected values are NumPy's, bit for bit: tests/fixtures/ops-shape.py. Another order of additions would fail.
const pool = bits(fixtures.pool, "float32");
const floats = (values: readonly number[], shape: readonly number[], dtype: "float32" | "float64" = "float32") =>
  new NdArray(dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values), shape, dtype);
const row = (n: number) => pool.slice(7 * n, 8 * n);
const sumOf = (values: readonly number[], dtype?: "float32" | "float64") =>
  runOp(sumOp, [floats(values, [values.length], dtype)], { axis: [0], keepdims: false }).item();

describe("sum(x) adds in NumPy's order, so it has NumPy's last bit", () => {
  it("for float32 rows of every length from 0 to 300", () => {
    const expected = bits(fixtures.rows.sum, "float32");
    expect(expected).toHaveLength(301);
    expect(expected.map((_, n) => sumOf(row(n)))).toEqual(expected);
  });

  it("for float64 rows of every length from 0 to 300", () => {
    const expected = bits(fixtures.rows.sum64, "float64");
    expect(expected.map((_, n) => sumOf(row(n), "float64"))).toEqual(expected);
  });

  it("for float32 rows of 1000 to 6000, which are split more than once", () => {
    for (const [n, sum] of Object.entries(fixtures.rows.long)) expect(sumOf(pool.slice(0, Number(n))), n).toBe(bits(sum, "float32")[0]);
  });

  it("along the first, the last, middle axes and every set of axes, ranks 1 to 4", () => {
    expect(fixtures.sums.length).toBeGreaterThan(150);
    for (const { dtype, shape, axis, sum } of fixtures.sums) {
      const x = floats(pool.slice(0, sizeOf(shape)), shape, dtype);
      const actual = runOp(sumOp, [x], { axis, keepdims: false });
      expect(Array.from(actual.data), `${dtype} [${shape}] along [${axis}]`).toEqual(bits(sum, dtype));
    }
  });

  it("whose rows of 300 differ from a sum taken left to right, so that the fixtures can tell", () => {
    const leftToRight = row(300).reduce((total, v) => Math.fround(total + v), 0);
    expect(leftToRight).not.toBe(bits(fixtures.rows.sum, "float32")[300]);
  });
});

describe("mean(x) divides NumPy's sum once", () => {
  it("along every set of axes, ranks 1 to 4, float32 and float64", () => {
    for (const { dtype, shape, axis, mean } of fixtures.sums) {
      const x = floats(pool.slice(0, sizeOf(shape)), shape, dtype);
      const actual = runOp(meanOp, [x], { axis, keepdims: false });
      expect(Array.from(actual.data), `${dtype} [${shape}] along [${axis}]`).toEqual(bits(mean, dtype));
    }
  });
});

describe("sum(x) of integers", () => {
  it("is int32 and wraps around at 2³¹, for int32 and uint8", () => {
    for (const { x, axis, sum } of fixtures.integers) {
      const actual = runOp(sumOp, [stored(x)], { axis, keepdims: false });
      const expected = stored(sum);
      expect(actual.dtype).toBe("int32");
      expect(Array.from(actual.data)).toEqual(Array.from(expected.data));
    }
  });
});
