import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { tanh, tanhOp } from "../../ops/elementwise/tanh.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("tanh(x)", () => {
  it("is 0.46211715726000974 at a half, and odd (C library)", () => {
    const y = runFormula((x) => tanh(x), [array([0.5, -0.5])]).data;
    expect(Math.abs((y[0] as number) - 0.46211715726000974)).toBeLessThanOrEqual(1e-16);
    expect(y[1]).toBe(-(y[0] as number));
  });

  it("keeps −0, saturates at ±1 and makes no NaN", () => {
    expect([...runOp(tanhOp, [array([-0, -1e308, 1e308, -Infinity, Infinity, NaN])]).data]).toEqual([-0, -1, 1, -1, 1, NaN]);
  });
});
