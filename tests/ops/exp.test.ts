import { describe, expect, it } from "vitest";
import { array } from "../../graph/ndarray.ts";
import { exp, expOp } from "../../ops/elementwise/exp.ts";
import { runFormula, runOp } from "./run-kernel.ts";

describe("exp(x)", () => {
  it("gives the book's e, e¹⁰, e¹⁰⁰⁰ and e^−∞ (NNFS ch. 4, printed)", () => {
    expect([1, 10, 1000, -Infinity].map((x) => String(runOp(expOp, [array(x)])))).toEqual([
      "2.718281828459045",
      "22026.465794806718",
      "inf",
      "0.0",
    ]);
  });

  it("gives the book's exponentiated values (NNFS ch. 4, printed)", () => {
    expect(String(runFormula((x) => exp(x), [array([4.8, 1.21, 2.385])]))).toBe("[121.51041752   3.35348465  10.85906266]");
  });

  it("overflows above the largest argument of its dtype: 709.782712893384 and 88.72283172607422 (NumPy)", () => {
    expect([...runOp(expOp, [array([709.782712893384, 709.7827128933841])]).data].map(Number.isFinite)).toEqual([true, false]);
    expect([...runOp(expOp, [array([88.72283172607422, 88.7228393554], "float32")]).data].map(Number.isFinite)).toEqual([true, false]);
  });
});
