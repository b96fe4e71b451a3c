import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { cos, cosOp } from "../../ops/elementwise/cos.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("cos(x)", () => {
  it("gives the values at 0, π/6, π/2, π and 3π/2 to the last digit (NumPy)", () => {
    const angles = array([0, Math.PI / 6, Math.PI / 2, Math.PI, (3 * Math.PI) / 2]);
    expect(runFormula((x) => cos(x), [angles]).tolist()).toEqual([
      1, 0.8660254037844387, 6.123233995736766e-17, -1, -1.8369701987210297e-16,
    ]);
  });

  it("is even, bit for bit, at 200 angles", () => {
    const angles = Array.from({ length: 200 }, (_, i) => i * 0.37);
    const [right, left] = [angles, angles.map((angle) => -angle)].map((x) => [...runOp(cosOp, [array(x)]).data]);
    expect(left).toEqual(right);
  });

  it("is NaN at ±Infinity and NaN", () => {
    expect([...runOp(cosOp, [array([Infinity, -Infinity, NaN])]).data]).toEqual([NaN, NaN, NaN]);
  });
});
