import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, i32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { atom } from "../../graph/notation.ts";
import { mean, meanOp } from "../../ops/reduce/mean.ts";
import { formOf } from "../../src/export/form-of.ts";
import { runFormula, runOp } from "./run-kernel.ts";
import { casesOf, expectNumpy, expectNumpyText } from "./shape-fixtures.ts";

describe("mean(x)", () => {
  it("gives NumPy's elements exactly, ranks 0 to 4, float32 and float64, every set of axes", () => {
    expect(casesOf(meanOp).length).toBeGreaterThan(100);
    expectNumpy(meanOp);
  });

  it("gives the book's loss 0.38506088005216804 (NNFS ch. 5)", () => {
    const losses = array([0.7, 0.5, 0.9].map((p) => -Math.log(p)));
    expect(runFormula((x) => mean(x), [losses]).item()).toBe(0.38506088005216804);
  });

  it("is NaN of no elements", () => {
    expect(runOp(meanOp, [array([])], { axis: [0], keepdims: false }).item()).toBeNaN();
  });

  it("keeps reduced axes with size 1 under keepdims and finds axes by name and from the end", () => {
    const { nodes } = graph({ X: f32("batch", 4, 3) }, ({ X }) => ({
      all: mean(X, { name: "all" }),
      last: mean(X, { axis: -1, keepdims: true, name: "last" }),
      named: mean(X, { axis: ["batch", 1], name: "named" }),
    }));
    expect([nodes.all, nodes.last, nodes.named].map((node) => [node?.shape, node?.attrs])).toEqual([
      [[], { axis: [0, 1, 2], keepdims: false }],
      [["batch", 4, 1], { axis: [2], keepdims: true }],
      [[3], { axis: [0, 1], keepdims: false }],
    ]);
  });

  it("refuses integers", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ y: i32("batch") }, ({ y }) => ({ out: mean(y) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: mean: x must be a float tensor, got int32[batch] (node "mean1"); cast(x, { dtype: "float32" }) it]`,
    );
  });

  it("refuses an axis that x does not have", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32("batch", 4) }, ({ X }) => ({ out: mean(X, { axis: 2 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: mean: axis must be one of -2 to 1, got axis 2 for [batch, 4] (node "mean1"); correct axis]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32("batch", 4) }, ({ X }) => ({ out: mean(X, { axis: "rows" }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: mean: axis must be a position or a dim's name, got "rows" for [batch, 4] (node "X"); correct axis]`,
    );
  });

  it("is written with the index and bound of its place", () => {
    const latex = (index: string, bound: string, text = "x", binds = 5) =>
      formOf(meanOp).notation.latex([{ text, binds }] as never, { axis: [0], keepdims: false }, { index, bound, ranks: [1] }).text;
    expect(latex("i", "N")).toBe("\\frac{1}{N}\\sum_{i=1}^{N} x");
    expect(latex("i", "")).toBe("\\frac{1}{n}\\sum_{i} x");
    expect(latex("", "", "a + b", 1)).toBe("\\frac{1}{n}\\sum \\left(a + b\\right)");
    expect(
      formOf(meanOp).notation.text([atom("x")] as never, { axis: [0], keepdims: false }, { index: "i", bound: "N", ranks: [1] }).text,
    ).toBe("mean(x)");
  });

  it("writes the NumPy expressions that made the fixtures", () => {
    expectNumpyText(meanOp, ["x"]);
  });
});
