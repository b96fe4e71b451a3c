import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { silu } from "../../ops/elementwise/silu.ts";
import { runFormula } from "./run-kernel.ts";

describe("silu(x)", () => {
  it("is x far above 0, −0 far below, NaN at −Infinity (x / (1 + np.exp(-x)) but there, as gelu)", () => {
    expect([...runFormula((x) => silu(x), [array([1000, -1000, 0, -0, Infinity, -Infinity, NaN])]).data]).toEqual([
      1000,
      -0,
      0,
      -0,
      Infinity,
      NaN,
      NaN,
    ]);
  });
});
