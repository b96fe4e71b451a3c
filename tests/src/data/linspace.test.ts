import { expect, test } from "vitest";
import { linspace } from "../../../src/data/linspace.ts";

test("linspace(start, stop, count) includes both ends exactly", () => {
  expect(Array.from(linspace(0, 1, 5))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  // 49 · (1 / 49) is 0.9999999999999999 in float64; np.linspace ends at 1.
  expect(linspace(0, 1, 50)[49]).toBe(1);
});

test("linspace of one number is its start, of none is empty", () => {
  expect(Array.from(linspace(4, 8, 1))).toEqual([4]);
  expect(Array.from(linspace(4, 8, 0))).toEqual([]);
});
