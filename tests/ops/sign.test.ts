import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { sign } from "../../ops/elementwise/sign.ts";
import { runFormula } from "./run-kernel.ts";

describe("sign(x)", () => {
  it("is 1, −1 or 0, and 0 without a sign for both zeros; NaN stays", () => {
    expect([...runFormula((x) => sign(x), [array([3, -0.1, 0, -0, Infinity, -Infinity, NaN])]).data]).toEqual([1, -1, 0, 0, 1, -1, NaN]);
  });
});
