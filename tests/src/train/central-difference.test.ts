import { describe, expect, it } from "vitest";
import { centralDifference } from "../../../src/train/central-difference.ts";

const options = { epsilon: 1e-4, tolerance: 1e-6, scale: 1 };

describe("centralDifference", () => {
  it.each([
    ["sin at 1", Math.sin, 1, Math.cos(1)],
    ["exp at −20", Math.exp, -20, Math.exp(-20)],
    ["exp at 20", Math.exp, 20, Math.exp(20)],
    ["1 ÷ x at 0.01", (x: number) => 1 / x, 0.01, -1e4],
    ["x³ at 1000", (x: number) => x ** 3, 1000, 3e6],
    ["a constant", () => 3, 2, 0],
    ["x³ at 0", (x: number) => x ** 3, 0, 0],
  ])("finds the slope of %s within 1e-8 relative", (_, f, x, slope) => {
    const found = centralDifference(f, x, options);
    expect(found.kink).toBe(false);
    expect(Math.abs(found.value - slope)).toBeLessThanOrEqual(Math.max(1e-8 * Math.abs(slope), found.uncertainty));
  });

  it("takes a smaller step beside a kink: |x| at 3e-5 and at −3e-6", () => {
    expect(centralDifference(Math.abs, 3e-5, options)).toMatchObject({ kink: false, value: expect.closeTo(1, 9) });
    expect(centralDifference(Math.abs, -3e-6, options)).toMatchObject({ kink: false, value: expect.closeTo(-1, 9) });
  });

  it.each([
    ["|x| at 0", Math.abs, 0],
    ["max(0, x) at 0", (x: number) => Math.max(0, x), 0],
    ["a step at 0", Math.sign, 0],
    ["|x| at 1e-9", Math.abs, 1e-9],
    ["NaN", () => Number.NaN, 1],
  ])("finds no slope where there is none: %s", (_, f, x) => {
    expect(centralDifference(f, x, options).kink).toBe(true);
  });
});
