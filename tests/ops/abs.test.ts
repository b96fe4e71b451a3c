import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { abs, absOp } from "../../ops/elementwise/abs.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("abs(x)", () => {
  it("drops the sign of every float, −0 and −Infinity too, and keeps NaN", () => {
    expect([...runFormula((x) => abs(x), [array([-0, 0, -1.5, 2, -Infinity, NaN])]).data]).toEqual([0, 0, 1.5, 2, Infinity, NaN]);
  });

  it("wraps around for the smallest int32, which has no positive partner", () => {
    expect([...runOp(absOp, [array([-(2 ** 31), -7], "int32")]).data]).toEqual([-(2 ** 31), 7]);
  });
});
