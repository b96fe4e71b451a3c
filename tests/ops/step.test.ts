import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { step, stepOp } from "../../ops/elementwise/step.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("step(x)", () => {
  it("gives the book's Fig 1.09: 1 above zero, 0 at both zeros and below", () => {
    const x = array([-300000, -1, -1e-300, -0, 0, 1e-300, 0.5, 3, 300000, Infinity, -Infinity]);
    expect([...runFormula((x) => step(x), [x]).data]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0]);
  });

  it("is 0 at NaN, and has the dtype of x", () => {
    const stepped = runOp(stepOp, [array([NaN, 2], "float32")]);
    expect([stepped.dtype, [...stepped.data]]).toEqual(["float32", [0, 1]]);
  });
});
