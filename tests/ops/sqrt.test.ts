import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { sqrt, sqrtOp } from "../../ops/elementwise/sqrt.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("sqrt(x)", () => {
  it("gives √3 and √5 to the last digit (NumPy), and squares exactly", () => {
    expect(runFormula((x) => sqrt(x), [array([3, 5, 144, 1e-300])]).tolist()).toEqual([1.7320508075688772, 2.23606797749979, 12, 1e-150]);
  });

  it("is NaN below zero, and −0 at −0", () => {
    expect([...runOp(sqrtOp, [array([-1, -Infinity, -0, 0, Infinity])]).data]).toEqual([NaN, NaN, -0, 0, Infinity]);
  });

  it("is correctly rounded in float32: among 1000 results none has a neighbour whose square is nearer", () => {
    const x = array(
      Array.from({ length: 1000 }, (_, i) => 1 + i * 0.0123),
      "float32",
    );
    const bits = new Int32Array(1);
    const float = new Float32Array(bits.buffer);
    const beside = (value: number, step: number): number => {
      float[0] = value;
      bits[0] = (bits[0] as number) + step;
      return float[0] as number;
    };
    for (const [i, root] of runOp(sqrtOp, [x]).data.entries()) {
      // The midpoint to a neighbour has 25 bits and its square 50: both are exact in float64.
      const square = x.data[i] as number;
      expect(((root + beside(root, -1)) / 2) ** 2).toBeLessThan(square);
      expect(((root + beside(root, 1)) / 2) ** 2).toBeGreaterThan(square);
    }
  });
});
