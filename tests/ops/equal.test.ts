import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { add } from "../../ops/elementwise/add.ts";
import { equal, equalOp } from "../../ops/elementwise/equal.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("equal(a, b)", () => {
  it("gives the book's hits, 1 0 1 of predictions 0 0 1 and targets 0 1 1 (NNFS ch. 5)", () => {
    const hits = runFormula((p, y) => equal(p, y), [array([0, 0, 1], "int32"), array([0, 1, 1], "int32")]);
    expect([hits.dtype, hits.tolist()]).toEqual(["bool", [1, 0, 1]]);
  });

  it("takes a number or nested lists on either side", () => {
    const x = array([1, 2, 1]);
    expect(runFormula((x) => equal(1, x), [x]).tolist()).toEqual([1, 0, 1]);
    expect(runFormula((x) => equal(x, [[1], [2]]), [x]).tolist()).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
  });

  it("holds for −0 and 0, and never for NaN", () => {
    expect(runOp(equalOp, [array([0, NaN, Infinity]), array([-0, NaN, Infinity])]).tolist()).toEqual([1, 0, 1]);
  });

  it("compares values that float32 holds apart: 0.1 + 0.2 is 0.3 there and not in float64", () => {
    for (const [dtype, same] of [
      ["float32", 1],
      ["float64", 0],
    ] as const) {
      const sum = runFormula((x) => add(x, 0.2), [array([0.1], dtype)]);
      expect(runFormula((x) => equal(x, 0.3), [sum]).tolist()).toEqual([same]);
    }
  });
});
