import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, u8 } from "../../graph/input.ts";
import { array, NdArray } from "../../graph/ndarray.ts";
import { atom } from "../../graph/notation.ts";
import { oneHot, oneHotOp } from "../../ops/index/one-hot.ts";
import { formOf } from "../../src/export/form-of.ts";
import { runFormula, runOp } from "./run-kernel.ts";
import { casesOf, expectNumpy, expectNumpyText } from "./shape-fixtures.ts";

describe("oneHot(indices, { depth })", () => {
  it("gives the rows of NumPy's identity matrix, ranks 0 to 3, every dtype", () => {
    expect(casesOf(oneHotOp).length).toBeGreaterThan(25);
    expectNumpy(oneHotOp);
  });

  it("gives the book's one-hot targets of classes 0, 1, 1 (NNFS ch. 5)", () => {
    const y = runFormula((indices) => oneHot(indices, { depth: 3 }), [array([0, 1, 1], "uint8")]);
    expect([y.dtype, y.shape, Array.from(y.data)]).toEqual(["float32", [3, 3], [1, 0, 0, 0, 1, 0, 0, 1, 0]]);
  });

  it("reports an index out of range with its value, its position and the range", () => {
    const attrs = { depth: 3, axis: 2, dtype: "float32" };
    const rows = new NdArray(Uint8Array.of(0, 1, 2, 3), [2, 2], "uint8");
    expect(() => runOp(oneHotOp, [rows], attrs)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: oneHot: indices must be in 0 … 2, got 3 at [1, 1] (node "oneHot1"); correct the labels]`,
    );
    expect(() => runOp(oneHotOp, [array([-1], "int32")], { ...attrs, axis: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: oneHot: indices must be in 0 … 2, got -1 at [0] (node "oneHot1"); correct the labels]`,
    );
    expect(() => runOp(oneHotOp, [array(5, "int32")], { ...attrs, axis: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: oneHot: indices must be in 0 … 2, got 5 (node "oneHot1"); correct the labels]`,
    );
  });

  it("adds a last axis of size depth in the dtype that is asked for", () => {
    const { nodes } = graph({ y: u8("batch") }, ({ y }) => ({ out: oneHot(y, { depth: 3, dtype: "float64", name: "targets" }) }));
    expect(nodes.targets).toMatchObject({ shape: ["batch", 3], dtype: "float64", attrs: { depth: 3, dtype: "float64" } });
  });

  it("refuses floats and a depth below 1", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ y: f32("batch") }, ({ y }) => ({ out: oneHot(y, { depth: 3 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: oneHot: indices must be an int tensor, got float32[batch] (node "oneHot1"); cast(x, { dtype: "int32" }) it]`,
    );
    expect(() => graph({ y: u8("batch") }, ({ y }) => ({ out: oneHot(y, { depth: 0 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: oneHot: depth must be at least 1, got 0 (node "oneHot1"); give the number of classes]`,
    );
    expect(() => graph({ y: u8("batch") }, ({ y }) => ({ out: oneHot(y, { depth: 2.5 }) }))).toThrow(
      expect.objectContaining({ code: "bad-attribute", node: "oneHot1" }),
    );
  });

  it("is written with its depth", () => {
    const site = { index: "", bound: "", ranks: [1] };
    const attrs = { depth: 3, axis: 1, dtype: "float32" } as const;
    expect(formOf(oneHotOp).notation.text([atom("y")] as never, attrs, site).text).toBe("oneHot(y, 3)");
    expect(formOf(oneHotOp).notation.latex([atom("y")] as never, attrs, site).text).toBe("\\operatorname{oneHot}_{3}\\left(y\\right)");
    expectNumpyText(oneHotOp, ["y"]);
  });
});
