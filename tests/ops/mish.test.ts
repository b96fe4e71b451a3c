import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { mish } from "../../ops/elementwise/mish.ts";
import { runFormula } from "./run-kernel.ts";
import { differences } from "./ulps.ts";

describe("mish(x)", () => {
  it("loses no digits far below 0: within 4 ulps of x tanh(log1p(exp(x)))", () => {
    const x = [-700, -100, -40, -20, -5, -1, -1e-9, 1e-9, 1, 5, 19, 20, 21, 40, 1000];
    const exact = x.map((x) => x * Math.tanh(x > 30 ? x : Math.log1p(Math.exp(x))));
    expect(
      differences(
        runFormula((x) => mish(x), [array(x)]),
        array(exact),
        4,
      ),
    ).toEqual([]);
  });

  it("does not overflow at ±3e38 in float32; is NaN at −Infinity and NaN", () => {
    const y = runFormula((x) => mish(x), [array([3e38, -3e38, 0, -0, Infinity, -Infinity, NaN], "float32")]);
    expect([...y.data]).toEqual([Math.fround(3e38), -0, 0, -0, Infinity, NaN, NaN]);
  });
});
