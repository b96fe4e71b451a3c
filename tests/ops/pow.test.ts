import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { atom, binding } from "../../graph/notation.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { pow, powOp } from "../../ops/elementwise/pow.ts";
import { formOf } from "../../src/export/form-of.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("pow(x, y)", () => {
  it("takes a number or nested lists on either side", () => {
    const x = array([1, 2, 3]);
    expect(runFormula((x) => pow(2, x), [x]).tolist()).toEqual([2, 4, 8]);
    expect(runFormula((x) => pow(x, [[2], [3]]), [x]).tolist()).toEqual([
      [1, 4, 9],
      [1, 8, 27],
    ]);
  });

  it("gives the book's E ** output to the last digit (NNFS ch. 4, printed)", () => {
    const e = Number("2.71828182846"); // as the book cuts it, not Math.E
    const powers = runFormula((x) => pow(e, x), [array([4.8, 1.21, 2.385])]);
    expect(powers.tolist()).toEqual([121.51041751893969, 3.3534846525504487, 10.85906266492961]);
  });

  it("follows C where Math.pow does not: 1 to any power and −1 to ±Infinity are 1 (C99 F.9.4.4)", () => {
    const x = array([1, 1, 1, -1, -1, NaN, -1, 1.5]);
    const y = array([NaN, Infinity, -Infinity, Infinity, -Infinity, 0, NaN, NaN]);
    expect([...runOp(powOp, [x, y]).data]).toEqual([1, 1, 1, 1, 1, 1, NaN, NaN]);
  });

  it("is odd where the exponent is odd: signs of zeros and infinities (C99 F.9.4.4)", () => {
    const x = array([-0, -0, -0, -0, -Infinity, -Infinity, -Infinity, -8]);
    const y = array([-3, -2, 3, 2, 3, 2, -3, 1 / 3]);
    expect([...runOp(powOp, [x, y]).data]).toEqual([-Infinity, Infinity, -0, 0, -Infinity, Infinity, -0, NaN]);
  });

  it("squares as x · x does, bit for bit, 1000 times", () => {
    const x = array(Array.from({ length: 1000 }, (_, i) => Math.fround(Math.sin(i)) * 10 ** ((i % 40) - 20) + i / 7));
    expect([...runFormula((x) => pow(x, 2), [x]).data]).toEqual([...runFormula((x) => mul(x, x), [x]).data]);
  });

  it("is written with parentheses round any base but an atom", () => {
    const site = { index: "", bound: "", ranks: [] };
    const minus = { text: "-x", binds: binding.prefix };
    expect(formOf(powOp).notation.text([minus, atom("2")] as never, {}, site).text).toBe("(-x)^2");
    expect(formOf(powOp).notation.latex([minus, minus] as never, {}, site).text).toBe("\\left(-x\\right)^{-x}");
    const power = formOf(powOp).notation.latex([atom("x"), atom("2")] as never, {}, site);
    expect(formOf(powOp).notation.latex([power, atom("3")] as never, {}, site).text).toBe("\\left(x^{2}\\right)^{3}");
  });
});
