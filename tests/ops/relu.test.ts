import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { relu, reluOp } from "../../ops/elementwise/relu.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("relu(x)", () => {
  it("gives the book's list (NNFS ch. 4, printed)", () => {
    const outputs = runFormula((x) => relu(x), [array([0, 2, -1, 3.3, -2.7, 1.1, 2.2, -100])]);
    expect(String(outputs)).toBe("[0.  2.  0.  3.3 0.  1.1 2.2 0. ]");
  });

  it("turns −0 into 0 and keeps NaN", () => {
    expect([...runOp(reluOp, [array([-0, 0, NaN, -Infinity, Infinity])]).data]).toEqual([0, 0, NaN, 0, Infinity]);
  });
});
