import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { maximum, maximumOp } from "../../ops/elementwise/maximum.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("maximum(a, b)", () => {
  it("takes a number or nested lists on either side", () => {
    const x = array([-1, 0.5, 3]);
    expect(runFormula((x) => maximum(0, x), [x]).tolist()).toEqual([0, 0.5, 3]);
    expect(runFormula((x) => maximum(x, [1, 1, 1]), [x]).tolist()).toEqual([1, 1, 3]);
  });

  it("is NaN where either operand is", () => {
    expect([...runOp(maximumOp, [array([NaN, 1, NaN, NaN]), array([1, NaN, NaN, Infinity])]).data]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it("takes the first of +0 and −0", () => {
    expect([...runOp(maximumOp, [array([0, -0]), array([-0, 0])]).data]).toEqual([0, -0]);
  });

  it("compares integers of every size, 0 to 255 and ±2³¹", () => {
    const [low, high] = [-(2 ** 31), 2 ** 31 - 1];
    expect([...runOp(maximumOp, [array([low, high, 0], "int32"), array([high, low, -1], "int32")]).data]).toEqual([high, high, 0]);
    expect([...runOp(maximumOp, [array([200, 0], "uint8"), array([100, 255], "uint8")]).data]).toEqual([200, 255]);
  });
});
