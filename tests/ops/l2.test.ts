import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { l2 } from "../../ops/losses/l2.ts";
import { thrown } from "../graph/thrown.ts";
import { runFormula } from "./run-kernel.ts";

describe("l2(w, { lambda })", () => {
  it("is λ Σ w²: 0.5 · (0.25 + 0.0625 + 4)", () => {
    expect(
      runFormula(
        (w) => l2(w, { lambda: 0.5 }),
        [
          array([
            [0.5, -0.25],
            [-2, 0],
          ]),
        ],
      ).tolist(),
    ).toBe(2.15625);
  });

  it("refuses a λ that is negative or not finite", () => {
    expect(thrown(() => runFormula((w) => l2(w, { lambda: -1e-3 }), [array([1])]))).toMatchInlineSnapshot(`
      "OpError lambda at l21
      l2: lambda must be a finite number ≥ 0, got -0.001 (node "l21"); correct lambda"
    `);
    expect(thrown(() => runFormula((w) => l2(w, { lambda: Infinity }), [array([1])]))).toMatchInlineSnapshot(`
      "OpError lambda at l21
      l2: lambda must be a finite number ≥ 0, got Infinity (node "l21"); correct lambda"
    `);
  });
});
