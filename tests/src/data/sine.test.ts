import { expect, test } from "vitest";
import { sineData } from "../../../src/data/sine.ts";
import { book, differingByOneUnit, sha256 } from "./random-fixtures.ts";

const { sine } = book.datasets;

// Source: the book's truth, nnfs and NumPy 1.24 (tests/fixtures/extract-book-random.py).
test("sineData() is float64[1000, 1] and its X that of nnfs to the bit", () => {
  const { X, y } = sineData();
  expect([X.dtype, X.shape, y.dtype, y.shape]).toEqual(["float64", [1000, 1], "float64", [1000, 1]]);
  expect(sha256(X.data)).toBe(sine.X.sha256_le);
  expect(Array.from(y.data.slice(0, 5))).toEqual(sine.y_first5.data);
});

// The C library's sine is not always rounded to nearest; this one is.
test("of the thousand values of y at most two differ from those of nnfs, by one unit in the last place", () => {
  expect(differingByOneUnit(sineData().y.data, sine.y)).toBeLessThanOrEqual(2);
});

test("sineData(1000, float32) rounds the same X and y", () => {
  const { X, y } = sineData(1000, { dtype: "float32" });
  expect(X.data).toEqual(new Float32Array(Array.from({ length: 1000 }, (_, i) => i / 1000)));
  expect(y.data).toEqual(new Float32Array(sine.y));
});

test("sineData(1) is the point (0, 0)", () => {
  const { X, y } = sineData(1);
  expect([X.tolist(), y.tolist()]).toEqual([[[0]], [[0]]]);
});

test("sineData names the argument that it cannot take", () => {
  expect(() => sineData(0)).toThrowErrorMatchingInlineSnapshot(
    `[OpError: sineData: samples must be an integer from 1 to 2147483647, got 0; samples is the number of points]`,
  );
  expect(() => sineData(10, { dtype: "uint8" as "float32" })).toThrowErrorMatchingInlineSnapshot(
    `[OpError: sineData: dtype must be float32 or float64, got "uint8"; leave it out for float64]`,
  );
});
