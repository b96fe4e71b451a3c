import { expect, test } from "vitest";
import { naturalLogarithm } from "../../../src/data/natural-logarithm.ts";
import { elementary } from "./random-fixtures.ts";

// Source: Python's decimal with 120 digits, rounded to nearest (tests/fixtures/elementary-functions.py).
test("naturalLogarithm(x) is ln x rounded to nearest, from the smallest to the largest float64", () => {
  expect(elementary.ln.map(([x]) => naturalLogarithm(x))).toEqual(elementary.ln.map(([, y]) => y));
});
