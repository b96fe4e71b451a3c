import { describe, expect, it } from "vitest";
import { array, NdArray } from "../../graph/ndarray.ts";
import { atom, binding, type Term } from "../../graph/notation.ts";
import { divOp } from "../../ops/elementwise/div.ts";
import { mul, mulOp } from "../../ops/elementwise/mul.ts";
import { formOf } from "../../src/export/form-of.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("mul(a, b)", () => {
  it("takes a number or nested lists on either side", () => {
    const x = array([1, 2, 3]);
    expect(runFormula((x) => mul(2, x), [x]).tolist()).toEqual([2, 4, 6]);
    expect(runFormula((x) => mul(x, [0.2, 0.8, -0.5]), [x]).tolist()).toEqual([0.2, 1.6, -1.5]);
  });

  it("gives the book's line −0.7 x to the last bit (NNFS Fig 1.06, values from NumPy)", () => {
    expect(runFormula((x) => mul(-0.7, x), [array([-3.5, -3, -1.5, 5])]).tolist()).toEqual([
      2.4499999999999997, 2.0999999999999996, 1.0499999999999998, -3.5,
    ]);
  });

  it("keeps the low 32 bits of 1000 int32 products, as whole numbers modulo 2³² do", () => {
    const a = Int32Array.from({ length: 1000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
    const b = a.map((element) => Math.imul(element, 0x85ebca6b));
    const product = runOp(mulOp, [new NdArray(a, [1000], "int32"), new NdArray(b, [1000], "int32")]);
    expect([...product.data]).toEqual([...a].map((element, i) => Number(BigInt.asIntN(32, BigInt(element) * BigInt(b[i] as number)))));
  });

  it("writes a negative right factor in parentheses, so that LaTeX shows no difference", () => {
    const site = { index: "", bound: "", ranks: [] };
    const minus = { text: "-x", binds: binding.prefix };
    const sum = { text: "x + y", binds: binding.sum };
    const fraction = formOf(divOp).notation.latex([atom("x"), atom("y")] as never, {}, site);
    const latex = (...terms: readonly Term[]) => formOf(mulOp).notation.latex(terms as never, {}, site).text;
    expect(latex(atom("a"), minus)).toBe("a \\, \\left(-x\\right)");
    expect(latex(minus, atom("a"))).toBe("-x \\, a");
    expect(latex(sum, atom("a"))).toBe("\\left(x + y\\right) \\, a");
    expect(latex(atom("a"), fraction)).toBe("a \\, \\frac{x}{y}");
  });
});
