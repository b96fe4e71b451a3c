import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { sigmoid, sigmoidOp } from "../../ops/elementwise/sigmoid.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("sigmoid(x)", () => {
  it("gives the book's curve: 0 at −Infinity, 0.5 at 0, 1 at Infinity (NNFS Fig 4.03, values from NumPy)", () => {
    const x = array([-Infinity, -1000, -745.2, -10, -2, -1, 0, 0.5, 1, 2, 10, 36, 1000, Infinity]);
    expect(runFormula((x) => sigmoid(x), [x]).tolist()).toEqual([
      0, 0, 0, 4.5397868702434395e-5, 0.11920292202211755, 0.2689414213699951, 0.5, 0.6224593312018546, 0.7310585786300049,
      0.8807970779778823, 0.9999546021312976, 0.9999999999999998, 1, 1,
    ]);
  });

  it("is exactly 1 from 37 on in float64 and from 17 on in float32, and not at 36 and 16", () => {
    expect(runOp(sigmoidOp, [array([36, 37])]).data.map((y) => (y === 1 ? 1 : 0))).toEqual(Float64Array.of(0, 1));
    expect(runOp(sigmoidOp, [array([16, 17], "float32")]).data.map((y) => (y === 1 ? 1 : 0))).toEqual(Float32Array.of(0, 1));
  });

  it("never falls, over 2000 points from −100 to 100", () => {
    const y = runOp(sigmoidOp, [
      array(
        Array.from({ length: 2001 }, (_, i) => i / 10 - 100),
        "float32",
      ),
    ]).data;
    expect(y.every((value, i) => i === 0 || value >= (y[i - 1] as number))).toBe(true);
  });

  it("keeps NaN and makes none", () => {
    expect([...runOp(sigmoidOp, [array([NaN, -1e308, 1e308])]).data]).toEqual([NaN, 0, 1]);
  });
});
