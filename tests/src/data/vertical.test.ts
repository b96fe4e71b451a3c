import { expect, test } from "vitest";
import { random } from "../../../src/data/random.ts";
import { verticalData } from "../../../src/data/vertical.ts";
import { book, differingByOneUnit, edges, sha256 } from "./random-fixtures.ts";

// Source: the book's truth, nnfs and NumPy 1.24 (tests/fixtures/extract-book-random.py).
test("verticalData(100, 3) of seed 0 is that of nnfs after nnfs.init(), to the bit", () => {
  const { X, y } = verticalData(100, 3, { random: random(0) });
  const expected = book.datasets.vertical;
  expect([X.dtype, X.shape, y.dtype, y.shape]).toEqual(["float32", [300, 2], "uint8", [300]]);
  expect(Array.from(X.data)).toEqual(expected.X.data);
  expect(sha256(X.data)).toBe(expected.X.sha256_le);
  expect(sha256(y.data)).toBe(expected.y.sha256_le);
});

// Source: NumPy (tests/fixtures/random-edges.py).
test("verticalData(7, 5) of seed 3 is nnfs's in float32 to the bit, and in float64", () => {
  const expected = edges["vertical(7, 5) seed 3"] as Record<"float32" | "float64", number[]>;
  expect(Array.from(verticalData(7, 5, { random: random(3) }).X.data)).toEqual(expected.float32);
  expect(differingByOneUnit(verticalData(7, 5, { random: random(3), dtype: "float64" }).X.data, expected.float64)).toBe(0);
});

test("verticalData names the argument that it cannot take", () => {
  expect(() => verticalData(10, 257, { random: random(0) })).toThrowErrorMatchingInlineSnapshot(
    `[OpError: verticalData: classes must be an integer from 1 to 256, got 257; labels are uint8]`,
  );
  expect(() => verticalData(-1, 2, { random: random(0) })).toThrowErrorMatchingInlineSnapshot(
    `[OpError: verticalData: samples must be an integer from 1 to 4194303, got -1; samples is the number of points of each class]`,
  );
});
