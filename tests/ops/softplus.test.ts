import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { softplus } from "../../ops/elementwise/softplus.ts";
import { runFormula } from "./run-kernel.ts";

describe("softplus(x)", () => {
  it("is log(1 + exp(x)) where that overflows, too: x at 1000, 0 at −1000, log 2 at 0 (np.logaddexp(0, x))", () => {
    expect([...runFormula((x) => softplus(x), [array([1000, -1000, 0, -0, 1e308, -1e308])]).data]).toEqual([
      1000,
      0,
      Math.LN2,
      Math.LN2,
      1e308,
      0,
    ]);
  });

  it("does not overflow in float32 at ±3e38", () => {
    expect([...runFormula((x) => softplus(x), [array([3e38, -3e38], "float32")]).data]).toEqual([Math.fround(3e38), 0]);
  });

  it("keeps NaN and Infinity; −Infinity gives 0", () => {
    expect([...runFormula((x) => softplus(x), [array([NaN, Infinity, -Infinity])]).data]).toEqual([NaN, Infinity, 0]);
  });
});
