import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, i32, u8 } from "../../graph/input.ts";
import { array, NdArray, zeros } from "../../graph/ndarray.ts";
import { atom, binding } from "../../graph/notation.ts";
import { gather, gatherOp } from "../../ops/index/gather.ts";
import { formOf } from "../../src/export/form-of.ts";
import { runFormula, runOp } from "./run-kernel.ts";
import { casesOf, expectNumpy, expectNumpyText, numpyOf } from "./shape-fixtures.ts";

describe("gather(x, indices)", () => {
  it("gives NumPy's elements, ranks 1 to 4, no rows and one, int32 and uint8 indices", () => {
    expect(casesOf(gatherOp).length).toBeGreaterThan(10);
    expectNumpy(gatherOp);
  });

  it("picks the book's 0.7, 0.5, 0.9 (NNFS ch. 5)", () => {
    const p = array([
      [0.7, 0.1, 0.2],
      [0.1, 0.5, 0.4],
      [0.02, 0.9, 0.08],
    ]);
    expect(runFormula((x, y) => gather(x, y), [p, array([0, 1, 1], "uint8")]).tolist()).toEqual([0.7, 0.5, 0.9]);
  });

  it("reports an index out of range with its value, its position and the range", () => {
    const rows = new NdArray(Uint8Array.of(0, 1, 2, 3, 2, 200), [2, 3], "uint8");
    const labels = array([0, 1, 2, 0, 1, 2, 0, 3], "int32");
    expect(() => runOp(gatherOp, [zeros([8, 3]), labels])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: indices must be in 0 … 2, got 3 at [7] (node "gather1"); correct the labels]`,
    );
    expect(() => runOp(gatherOp, [zeros([1, 3]), array([-1], "int32")])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: indices must be in 0 … 2, got -1 at [0] (node "gather1"); correct the labels]`,
    );
    expect(() => runOp(gatherOp, [zeros([2, 3, 4]), rows])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: indices must be in 0 … 3, got 200 at [1, 2] (node "gather1"); correct the labels]`,
    );
    expect(() => runOp(gatherOp, [zeros([3]), array(7, "int32")])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: indices must be in 0 … 2, got 7 (node "gather1"); correct the labels]`,
    );
    expect(() => runOp(gatherOp, [zeros([1, 0]), array([0], "int32")])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: there must be no indices into an axis of size 0, got 0 at [0] (node "gather1"); correct the labels]`,
    );
  });

  it("carries code, node, expected and actual beside the message", () => {
    const run = () => runOp(gatherOp, [zeros([1, 3]), array([3], "int32")]);
    expect(run).toThrow(
      expect.objectContaining({ code: "index-range", node: "gather1", expected: "indices must be in 0 … 2", actual: "3 at [0]" }),
    );
  });

  it("refuses indices of another shape or dtype, and a scalar x", () => {
    expect(() =>
      // @ts-expect-error the compiler sees it, too
      graph({ X: f32("batch", 3), y: u8("batch", 1) }, ({ X, y }) => ({ out: gather(X, y) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: indices must be [batch], the shape of x without its last axis, got float32[batch, 3] and uint8[batch, 1] (node "gather1"); reshape the indices]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32("batch", 3), y: i32("rows") }, ({ X, y }) => ({ out: gather(X, y) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: indices must be [batch], the shape of x without its last axis, got float32[batch, 3] and int32[rows] (node "gather1"); reshape the indices]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32("batch", 3), y: f32("batch") }, ({ X, y }) => ({ out: gather(X, y) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: indices must be an int tensor, got float32[batch] (node "gather1"); cast(x, { dtype: "int32" }) it]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32(), y: i32() }, ({ X, y }) => ({ out: gather(X, y) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: gather: x must have an axis to pick from, got float32[] (node "gather1"); reshape it to [1]]`,
    );
  });

  it("has the shape of the indices and the dtype of x", () => {
    const { nodes } = graph({ X: f32("batch", 5, 3), y: u8("batch", 5) }, ({ X, y }) => ({ out: gather(X, y, { name: "picked" }) }));
    expect(nodes.picked).toMatchObject({ shape: ["batch", 5], dtype: "float32", inputs: ["X", "y"] });
  });

  it("is written x[y], in LaTeX without a double subscript", () => {
    const site = { index: "", bound: "", ranks: [2, 1] };
    const sum = { text: "a + b", binds: binding.sum };
    expect(formOf(gatherOp).notation.text([sum, atom("y")] as never, {}, site).text).toBe("(a + b)[y]");
    const latex = (x: { text: string; binds: number }) => formOf(gatherOp).notation.latex([x, atom("y")] as never, {}, site).text;
    expect([latex(atom("x")), latex(atom("p_{1}")), latex(atom("e^{x}")), latex(sum)]).toEqual([
      "x_{y}",
      "{p_{1}}_{y}",
      "\\left(e^{x}\\right)_{y}",
      "\\left(a + b\\right)_{y}",
    ]);
  });

  it("writes the NumPy expressions that made the fixtures, and no long expression twice", () => {
    expectNumpyText(gatherOp, ["x", "y"]);
    expect(numpyOf(gatherOp, ["np.exp(x)", "y"], [2, 1], {})).toBe("np.exp(x)[np.arange(len(y)), y]");
  });
});
