import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { sin, sinOp } from "../../ops/elementwise/sin.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("sin(x)", () => {
  it("gives the values at 0, π/6, π/2, π and 3π/2 to the last digit (NumPy)", () => {
    const angles = array([0, Math.PI / 6, Math.PI / 2, Math.PI, (3 * Math.PI) / 2]);
    expect(runFormula((x) => sin(x), [angles]).tolist()).toEqual([0, 0.49999999999999994, 1, 1.2246467991473532e-16, -1]);
  });

  it("is odd, −0 included, bit for bit, at 200 angles", () => {
    const angles = Array.from({ length: 200 }, (_, i) => i * 0.37);
    const [right, left] = [angles, angles.map((angle) => -angle)].map((x) => [...runOp(sinOp, [array(x)]).data]);
    expect(left).toEqual(right?.map((y) => -y));
  });

  it("is NaN at ±Infinity and NaN", () => {
    expect([...runOp(sinOp, [array([Infinity, -Infinity, NaN])]).data]).toEqual([NaN, NaN, NaN]);
  });
});
