import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { leakyRelu, leakyReluOp } from "../../ops/elementwise/leaky-relu.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("leakyRelu(x, { alpha })", () => {
  it("is x above 0 and a hundredth of it below, where no alpha is given (np.where(x > 0, x, 0.01 * x))", () => {
    expect([...runFormula((x) => leakyRelu(x), [array([2, -3, 0.5, -100])]).data]).toEqual([2, -0.03, 0.5, -1]);
  });

  it("turns −0 into 0, keeps NaN, and is infinite of infinities", () => {
    const x = array([-0, NaN, -Infinity, Infinity]);
    expect([...runOp(leakyReluOp, [x], { alpha: 0.5 }).data]).toEqual([0, NaN, -Infinity, Infinity]);
  });

  it("refuses an alpha that is not finite", () => {
    expect(() => runFormula((x) => leakyRelu(x, { alpha: Infinity }), [array([1])])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: leakyRelu: alpha must be a finite number, got Infinity (node "leakyRelu1"); correct alpha]`,
    );
    expect(() => runFormula((x) => leakyRelu(x, { alpha: NaN }), [array([1])])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: leakyRelu: alpha must be a finite number, got NaN (node "leakyRelu1"); correct alpha]`,
    );
  });
});
