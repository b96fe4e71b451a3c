import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { power } from "../../../src/backends/power.ts";

// Source: 80 decimal digits rounded to float64 (tests/fixtures/power.py).
const table = JSON.parse(readFileSync(new URL("../../fixtures/power.json", import.meta.url), "utf8")) as [number, number, number][];

describe("power", () => {
  test("rounds to nearest in all but at most 1 % of 453 results, which are one unit in the last place off", () => {
    expect(table).toHaveLength(453);
    const off = table.filter(([x, y, z]) => power(x, y) !== z);
    expect(off.length).toBeLessThanOrEqual(4);
    for (const [x, y, z] of off) expect(Math.abs(power(x, y) - z)).toBeLessThanOrEqual(2 ** -52 * Math.abs(z));
  });

  // Source: C99 F.9.4.4.
  test.each([
    [1, Number.NaN, 1],
    [Number.NaN, 0, 1],
    [-1, Number.POSITIVE_INFINITY, 1],
    [-1, Number.NEGATIVE_INFINITY, 1],
    [0, -1, Number.POSITIVE_INFINITY],
    [-0, -3, Number.NEGATIVE_INFINITY],
    [-0, 3, -0],
    [-8, 1 / 3, Number.NaN],
    [0.5, Number.POSITIVE_INFINITY, 0],
    [Number.NEGATIVE_INFINITY, 3, Number.NEGATIVE_INFINITY],
    [2, 1024, Number.POSITIVE_INFINITY],
    [2, -1074, 5e-324],
    [5e-324, 1, 5e-324],
    [0.5, -1023, 2 ** 1023],
  ])("power(%d, %d) is %d", (x, y, z) => {
    expect(power(x, y)).toBe(z);
  });
});
