import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { selu } from "../../ops/elementwise/selu.ts";
import { runFormula } from "./run-kernel.ts";

describe("selu(x)", () => {
  it("has ONNX's constants, and ends at −γ α", () => {
    const [alpha, gamma] = [Math.fround(1.6732632), Math.fround(1.050701)] as const;
    expect([...runFormula((x) => selu(x), [array([1, -1000, -Infinity, -0, NaN])]).data]).toEqual([
      gamma,
      -(gamma * alpha),
      -(gamma * alpha),
      0,
      NaN,
    ]);
  });
});
