import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { bool, f32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { add, and, cast, less, not, or, where, xor } from "../../ops/index.ts";
import { latex } from "../../src/export/latex.ts";
import { text } from "../../src/export/text.ts";
import { runFormula } from "./run-kernel.ts";

describe("and, or, xor and not", () => {
  it("keep De Morgan's laws, and xor is or without and", () => {
    const a = array([0, 0, 1, 1], "bool");
    const b = array([0, 1, 0, 1], "bool");
    expect(runFormula((a, b) => not(and(a, b)), [a, b])).toEqual(runFormula((a, b) => or(not(a), not(b)), [a, b]));
    expect(runFormula((a, b) => xor(a, b), [a, b])).toEqual(runFormula((a, b) => and(or(a, b), not(and(a, b))), [a, b]));
  });

  it("take a truth value as a number, and join comparisons", () => {
    const x = array([-1, 0.5, 2]);
    expect(runFormula((x) => and(less(0, x), less(x, 1)), [x]).tolist()).toEqual([0, 1, 0]);
    expect(runFormula((x) => xor(less(x, 1), 1), [x]).tolist()).toEqual([0, 0, 1]);
  });

  it("are written with parentheses that say which is first, also as numbers in a sum", () => {
    const network = graph({ p: bool("n"), q: bool("n"), r: bool("n"), x: f32("n") }, ({ p, q, r, x }) => ({
      left: xor(or(p, q), r),
      right: or(p, xor(q, r)),
      no: not(and(p, not(q))),
      sum: add(cast(or(p, q), { dtype: "float32" }), x),
      chosen: where(and(less(0, x), not(less(1, x))), x, 0),
    }));
    expect(["left", "right", "no", "sum"].map((name) => text(network, name))).toEqual([
      "(p ∨ q) ⊕ r",
      "p ∨ (q ⊕ r)",
      "¬(p ∧ ¬q)",
      "(p ∨ q) + x",
    ]);
    expect(text(network, "chosen")).toBe("where([0 < x] ∧ ¬[1 < x], x, 0)");
    expect(latex(network, "no")).toBe("\\mathrm{no} = \\lnot \\left(p \\land \\lnot q\\right)");
  });
});
