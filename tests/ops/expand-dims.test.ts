import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { atom } from "../../graph/notation.ts";
import { expandDims, expandDimsOp } from "../../ops/move/expand-dims.ts";
import { formOf } from "../../src/export/form-of.ts";
import { casesOf, expectNumpy, expectNumpyText } from "./shape-fixtures.ts";

const expanded = (axis: number) => graph({ X: f32("batch", 3) }, ({ X }) => ({ out: expandDims(X, { axis }) })).nodes.expandDims1;

describe("expandDims(x, { axis })", () => {
  it("gives NumPy's elements, ranks 0 to 4, every axis and dtype", () => {
    expect(casesOf(expandDimsOp).length).toBeGreaterThan(40);
    expectNumpy(expandDimsOp);
  });

  it.each([
    [0, [1, "batch", 3], 0],
    [1, ["batch", 1, 3], 1],
    [2, ["batch", 3, 1], 2],
    [-1, ["batch", 3, 1], 2],
    [-3, [1, "batch", 3], 0],
  ])("at axis %i of [batch, 3] gives %j", (axis, shape, resolved) => {
    expect(expanded(axis)).toMatchObject({ shape, attrs: { axis: resolved } });
  });

  it("refuses an axis that the result does not have", () => {
    expect(() => expanded(3)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: expandDims: axis must be one of -3 to 2, got axis 3 for [batch, 3] (node "expandDims1"); correct axis]`,
    );
    expect(() => expanded(-4)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: expandDims: axis must be one of -3 to 2, got axis -4 for [batch, 3] (node "expandDims1"); correct axis]`,
    );
    expect(() => expanded(0.5)).toThrow(expect.objectContaining({ code: "bad-attribute", node: "expandDims1" }));
  });

  it("shares the memory of x", () => {
    expect(expandDimsOp).toMatchObject({ view: "x" });
  });

  it("is written with its axis", () => {
    const site = { index: "", bound: "", ranks: [1] };
    expect(formOf(expandDimsOp).notation.text([atom("x")] as never, { axis: 1 }, site).text).toBe("expandDims(x, 1)");
    expect(formOf(expandDimsOp).notation.latex([atom("x")] as never, { axis: 1 }, site).text).toBe(
      "\\operatorname{expandDims}_{1}\\left(x\\right)",
    );
    expectNumpyText(expandDimsOp, ["x"]);
  });
});
