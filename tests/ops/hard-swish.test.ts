import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { hardSwish } from "../../ops/elementwise/hard-swish.ts";
import { runFormula } from "./run-kernel.ts";

describe("hardSwish(x)", () => {
  it("is 0 up to −3, x from 3 on, and x (x + 3) ÷ 6 between", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = array([-1000, -3, 0, 3, 1000, 1.5, -1.5], dtype);
      expect([...runFormula((x) => hardSwish(x), [x]).data].map((y) => y + 0)).toEqual([0, 0, 0, 3, 1000, 1.125, -0.375]);
    }
  });

  it("is NaN at −Infinity and NaN, Infinity at Infinity", () => {
    expect([...runFormula((x) => hardSwish(x), [array([-Infinity, NaN, Infinity])]).data]).toEqual([NaN, NaN, Infinity]);
  });
});
