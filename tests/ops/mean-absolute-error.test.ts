import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { meanAbsoluteError } from "../../ops/losses/mean-absolute-error.ts";
import { runFormula } from "./run-kernel.ts";

const p = array([
  [1, 2],
  [3, 5],
]);
const y = array([
  [1, 0],
  [0, 1],
]);

describe("meanAbsoluteError(p, y)", () => {
  it("is the mean over the batch of the means over the outputs: ((0 + 2) ÷ 2 + (3 + 4) ÷ 2) ÷ 2 (NNFS ch. 17)", () => {
    expect(runFormula((p, y) => meanAbsoluteError(p, y), [p, y]).tolist()).toBe(2.25);
  });

  it("gives the sum over the batch, or the loss of each sample", () => {
    expect(runFormula((p, y) => meanAbsoluteError(p, y, { reduction: "sum" }), [p, y]).tolist()).toBe(4.5);
    expect(runFormula((p, y) => meanAbsoluteError(p, y, { reduction: "none" }), [p, y]).tolist()).toEqual([1, 3.5]);
  });
});
