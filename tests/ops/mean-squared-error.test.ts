import { describe, expect, it } from "vitest";
import { array, NdArray } from "../../graph/ndarray.ts";
import { meanSquaredError } from "../../ops/losses/mean-squared-error.ts";
import { runFormula } from "./run-kernel.ts";

const p = array([
  [1, 2],
  [3, 5],
]);
const y = array([
  [1, 0],
  [0, 1],
]);

describe("meanSquaredError(p, y)", () => {
  it("is the mean over the batch of the means over the outputs: ((0 + 4) ÷ 2 + (9 + 16) ÷ 2) ÷ 2 (NNFS ch. 17)", () => {
    expect(runFormula((p, y) => meanSquaredError(p, y), [p, y]).tolist()).toBe(7.25);
  });

  it("gives the sum over the batch, or the loss of each sample", () => {
    expect(runFormula((p, y) => meanSquaredError(p, y, { reduction: "sum" }), [p, y]).tolist()).toBe(14.5);
    expect(runFormula((p, y) => meanSquaredError(p, y, { reduction: "none" }), [p, y]).tolist()).toEqual([2, 12.5]);
  });

  it("takes whole numbers and truth values as targets, in the dtype of p", () => {
    const labels = array(
      [
        [1, 0],
        [0, 1],
      ],
      "bool",
    );
    const loss = runFormula(
      (p, y) => meanSquaredError(p, y),
      [
        array(
          [
            [1, 2],
            [3, 5],
          ],
          "float32",
        ),
        labels,
      ],
    );
    expect([loss.dtype, loss.tolist()]).toEqual(["float32", 7.25]);
  });

  it("is NaN for a batch of no rows", () => {
    expect(runFormula((p) => meanSquaredError(p, p), [array([[1]])]).tolist()).toBe(0);
    const none = new NdArray(new Float64Array(0), [0, 1], "float64");
    expect(runFormula((p) => meanSquaredError(p, p), [none]).data[0]).toBeNaN();
  });
});
