import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { minimum, minimumOp } from "../../ops/elementwise/minimum.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("minimum(a, b)", () => {
  it("takes a number or nested lists on either side", () => {
    const x = array([-1, 0.5, 3]);
    expect(runFormula((x) => minimum(0, x), [x]).tolist()).toEqual([-1, 0, 0]);
    expect(runFormula((x) => minimum(x, [1, 1, 1]), [x]).tolist()).toEqual([-1, 0.5, 1]);
  });

  it("is NaN where either operand is", () => {
    expect([...runOp(minimumOp, [array([NaN, 1, NaN, NaN]), array([1, NaN, NaN, Infinity])]).data]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it("takes the first of +0 and −0", () => {
    expect([...runOp(minimumOp, [array([0, -0]), array([-0, 0])]).data]).toEqual([0, -0]);
  });

  it("compares integers of every size, 0 to 255 and ±2³¹", () => {
    const [low, high] = [-(2 ** 31), 2 ** 31 - 1];
    expect([...runOp(minimumOp, [array([low, high, 0], "int32"), array([high, low, -1], "int32")]).data]).toEqual([low, low, -1]);
    expect([...runOp(minimumOp, [array([200, 0], "uint8"), array([100, 255], "uint8")]).data]).toEqual([100, 0]);
  });
});
