import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { l1 } from "../../ops/losses/l1.ts";
import { thrown } from "../graph/thrown.ts";
import { runFormula } from "./run-kernel.ts";

describe("l1(w, { lambda })", () => {
  it("is λ Σ |w|: 0.5 · (0.5 + 0.25 + 2)", () => {
    expect(
      runFormula(
        (w) => l1(w, { lambda: 0.5 }),
        [
          array([
            [0.5, -0.25],
            [-2, 0],
          ]),
        ],
      ).tolist(),
    ).toBe(1.375);
  });

  it("refuses a λ that is negative or not finite", () => {
    expect(thrown(() => runFormula((w) => l1(w, { lambda: -1 }), [array([1])]))).toMatchInlineSnapshot(`
      "OpError lambda at l11
      l1: lambda must be a finite number ≥ 0, got -1 (node "l11"); correct lambda"
    `);
    expect(thrown(() => runFormula((w) => l1(w, { lambda: Number.NaN }), [array([1])]))).toMatchInlineSnapshot(`
      "OpError lambda at l11
      l1: lambda must be a finite number ≥ 0, got NaN (node "l11"); correct lambda"
    `);
  });
});
