import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DType } from "../../graph/dtype.ts";
import { printColumn, printNumber } from "../../graph/print/print-number.ts";

/** The scalars that NumPy printed: tests/fixtures/numpy-printing.py. */
interface Scalar {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly cycle: readonly [number | string];
  readonly prints: string;
}
const fixture = JSON.parse(readFileSync(new URL("../fixtures/numpy-printing.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Scalar[];
};
const scalars = fixture.cases
  .filter(({ shape }) => shape.length === 0)
  .map(({ dtype, cycle, prints }) => [dtype, Number(cycle[0]), prints] as const);

describe("printNumber prints what str() of a NumPy scalar prints", () => {
  it.each(scalars)("%s %d as %s", (dtype, value, prints) => {
    expect(printNumber(value, dtype)).toBe(prints);
  });
});

describe("printNumber reads back as the same number", () => {
  // Multiplied by 1.97 from the smallest subnormal up, and again from another start.
  it("for 2,000 float64 over the whole range", () => {
    const start = 5e-324;
    let value = start;
    for (let i = 0; i < 2000; i++) {
      expect(Object.is(Number(printNumber(value, "float64")), value)).toBe(true);
      value *= 1.97;
      if (!Number.isFinite(value)) value = start * (i + 3);
    }
  });

  it("for 2,000 float32 over the whole range", () => {
    const start = 2 ** -149;
    let value = start;
    for (let i = 0; i < 2000; i++) {
      expect(Object.is(Math.fround(Number(printNumber(value, "float32"))), value)).toBe(true);
      value = Math.fround(value * 1.97);
      if (!Number.isFinite(value)) value = Math.fround(start * (i + 3));
    }
  });
});

it("printNumber rounds to float32 first: 0.0001 is 1e-04, as str(np.float32(0.0001)), and 1e39 is inf", () => {
  expect(printNumber(0.0001, "float32")).toBe("1e-04");
  expect(printNumber(1e39, "float32")).toBe("inf");
  expect(printNumber(1e-50, "float32")).toBe("0.0");
});

it("printColumn pads every element to one width, as inside np.array([nan, 1, -0.25])", () => {
  expect(printColumn([Number.NaN, 1, -0.25], "float64")).toEqual(["  nan", " 1.  ", "-0.25"]);
});

it("printColumn of no elements is no words", () => {
  expect(printColumn([], "float32")).toEqual([]);
  expect(printColumn([], "int32")).toEqual([]);
});
