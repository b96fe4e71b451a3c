import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { regressionAccuracy } from "../../ops/losses/regression-accuracy.ts";
import { runFormula } from "./run-kernel.ts";

const y = array([[1], [2], [3], [4]]);

describe("regressionAccuracy(p, y)", () => {
  it("counts |p − y| < std(y) ÷ 250, here 0.00447213595499958 (NNFS ch. 17, np.std)", () => {
    const p = array([[1], [2.00447], [3.00448], [3.99553]]);
    expect(runFormula((p, y) => regressionAccuracy(p, y), [p, y]).tolist()).toBe(0.75);
  });

  it("takes the precision as a number or as a tensor, and is strict", () => {
    const p = array([[1.5], [2.25], [3], [NaN]]);
    expect(runFormula((p, y) => regressionAccuracy(p, y, { precision: 0.5 }), [p, y]).tolist()).toBe(0.5);
    expect(
      runFormula((p, y, precision) => regressionAccuracy(p, y, { precision: precision as typeof p }), [p, y, array(0.75)]).tolist(),
    ).toBe(0.75);
  });

  it("is 0 where all targets are equal: nothing is closer than 0", () => {
    const same = array([[2], [2]]);
    expect(runFormula((p, y) => regressionAccuracy(p, y), [same, same]).tolist()).toBe(0);
  });
});
