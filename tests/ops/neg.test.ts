import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { log } from "../../ops/elementwise/log.ts";
import { neg, negOp } from "../../ops/elementwise/neg.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("neg(x)", () => {
  it("changes the sign of zeros and infinities", () => {
    expect([...runOp(negOp, [array([0, -0, Infinity, -Infinity, 1.5])]).data]).toEqual([-0, 0, -Infinity, Infinity, -1.5]);
  });

  it("gives the book's negative logs (NNFS ch. 5, printed)", () => {
    expect(String(runFormula((x) => neg(log(x)), [array([0.7, 0.5, 0.9])]))).toBe("[0.35667494 0.69314718 0.10536052]");
  });

  it("wraps integers around: −(−2³¹) is −2³¹, −1 is 255 in uint8, −0 is 0", () => {
    expect([...runOp(negOp, [array([-(2 ** 31), 5, 0], "int32")]).data]).toEqual([-(2 ** 31), -5, 0]);
    expect([...runOp(negOp, [array([1, 0, 255], "uint8")]).data]).toEqual([255, 0, 1]);
  });
});
