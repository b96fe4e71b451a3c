import { describe, expect, test } from "vitest";
import type { Random } from "../../../src/data/random.ts";
import { random } from "../../../src/data/random.ts";
import { spiralData } from "../../../src/data/spiral.ts";
import { book, edges, sha256 } from "./random-fixtures.ts";

// Source: the book's truth, nnfs and NumPy 1.24 (tests/fixtures/extract-book-random.py).
describe("spiralData(100, 3) of seed 0", () => {
  test("X in float32 and y in uint8 are those of nnfs after nnfs.init(), to the bit", () => {
    const { X, y } = spiralData(100, 3, { random: random(0) });
    const expected = book.datasets.spiral;
    expect([X.dtype, X.shape, y.dtype, y.shape]).toEqual(["float32", [300, 2], "uint8", [300]]);
    expect(Array.from(X.data)).toEqual(expected.X.data);
    expect(sha256(X.data)).toBe(expected.X.sha256_le);
    expect(sha256(y.data)).toBe(expected.y.sha256_le);
  });

  test("X in float64 is that of nnfs without nnfs.init(), to the bit", () => {
    const { X } = spiralData(100, 3, { random: random(0), dtype: "float64" });
    expect(X.dtype).toBe("float64");
    expect(Array.from(X.data)).toEqual(book.datasets.spiral64.X.data);
    expect(sha256(X.data)).toBe(book.datasets.spiral64.X.sha256_le);
  });

  test("the generator goes on with the book's first weights", () => {
    const source = random(0);
    spiralData(100, 3, { random: source });
    const hundredth = Math.fround(0.01);
    const weights = source.randn(2, 3).data.map((normal) => Math.fround(hundredth * Math.fround(normal)));
    expect(Array.from(weights)).toEqual(book.datasets.spiral.dense1_weights.data);
  });
});

// Source: NumPy (tests/fixtures/random-edges.py).
test.each([
  [7, 5],
  [1, 2],
])("spiralData(%i, %i) of seed 3 is nnfs's in float32 and float64, to the bit", (samples, classes) => {
  const expected = edges[`spiral(${samples}, ${classes}) seed 3`] as Record<"float32" | "float64", number[]>;
  for (const dtype of ["float32", "float64"] as const) {
    expect(Array.from(spiralData(samples, classes, { random: random(3), dtype }).X.data)).toEqual(expected[dtype]);
  }
});

test("256 classes are labelled 0 to 255", () => {
  expect(spiralData(1, 256, { random: random(0) }).y.data).toEqual(Uint8Array.from({ length: 256 }, (_, label) => label));
});

test("spiralData names the argument that it cannot take", () => {
  const options = { random: random(0) };
  expect(() => spiralData(100, 257, options)).toThrowErrorMatchingInlineSnapshot(
    `[OpError: spiralData: classes must be an integer from 1 to 256, got 257; labels are uint8]`,
  );
  expect(() => spiralData(100, 0, options)).toThrowErrorMatchingInlineSnapshot(
    `[OpError: spiralData: classes must be an integer from 1 to 256, got 0; labels are uint8]`,
  );
  expect(() => spiralData(0, 3, options)).toThrowErrorMatchingInlineSnapshot(
    `[OpError: spiralData: samples must be an integer from 1 to 4194303, got 0; samples is the number of points of each class]`,
  );
  expect(() => spiralData(2.5, 3, options)).toThrowErrorMatchingInlineSnapshot(
    `[OpError: spiralData: samples must be an integer from 1 to 4194303, got 2.5; samples is the number of points of each class]`,
  );
  expect(() => spiralData(100, 3, undefined as unknown as { random: Random })).toThrowErrorMatchingInlineSnapshot(
    `[OpError: spiralData: random must be a generator, got nothing; pass { random: random(0) }]`,
  );
  expect(() => spiralData(100, 3, { ...options, dtype: "int32" as "float32" })).toThrowErrorMatchingInlineSnapshot(
    `[OpError: spiralData: dtype must be float32 or float64, got "int32"; leave it out for float32]`,
  );
});
