import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { atom, binding } from "../../graph/notation.ts";
import { transpose, transposeOp } from "../../ops/move/transpose.ts";
import { formOf } from "../../src/export/form-of.ts";
import { runFormula } from "./run-kernel.ts";
import { casesOf, expectNumpy, expectNumpyText, numpyOf } from "./shape-fixtures.ts";

const site = { index: "", bound: "", ranks: [] };

describe("transpose(x)", () => {
  it("gives NumPy's elements, ranks 0 to 4, every order of axes, every dtype", () => {
    expect(casesOf(transposeOp).length).toBeGreaterThan(40);
    expectNumpy(transposeOp);
  });

  it("turns a row into a column (NNFS ch. 2)", () => {
    expect(runFormula((x) => transpose(x), [array([[1, 2, 3]])]).tolist()).toEqual([[1], [2], [3]]);
  });

  it("reverses the axes, or takes them in a given order by position or name", () => {
    const { nodes } = graph({ X: f32("batch", 4, 3) }, ({ X }) => ({
      reversed: transpose(X),
      last: transpose(X, { perm: ["batch", -1, 1], name: "last" }),
    }));
    expect([nodes.transpose1, nodes.last].map((node) => [node?.shape, node?.attrs])).toEqual([
      [[3, 4, "batch"], { perm: [2, 1, 0] }],
      [["batch", 3, 4], { perm: [0, 2, 1] }],
    ]);
  });

  it("is an identity exactly when the axes stay in order", () => {
    const identity = (...perm: number[]) => transposeOp.identity?.({ perm }, []);
    expect([identity(0, 1, 2), identity(0, 2, 1), identity(0), identity()]).toEqual([0, undefined, 0, 0]);
  });

  it.each([[[0]], [[0, 0]], [[0, 1, 2]], [[0, 2]]])("refuses perm %j for two axes", (perm) => {
    expect(() => graph({ X: f32("batch", 4) }, ({ X }) => ({ out: transpose(X, { perm }) }))).toThrow(
      `transpose: perm must name each of the axes 0 to 1 once, got [${perm.join(", ")}] for [batch, 4] (node "transpose1"); correct perm`,
    );
  });

  it("refuses an axis for a scalar", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32() }, ({ x }) => ({ out: transpose(x, { perm: [0] }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: transpose: perm must be empty for a scalar, got [0] for [] (node "transpose1"); correct perm]`,
    );
  });

  it("is written xᵀ where the axes are reversed and in full otherwise", () => {
    const text = (term: { text: string; binds: number }, perm: number[]) =>
      formOf(transposeOp).notation.text([term] as never, { perm }, site).text;
    const latex = (term: { text: string; binds: number }, perm: number[]) =>
      formOf(transposeOp).notation.latex([term] as never, { perm }, site).text;
    const sum = { text: "a + b", binds: binding.sum };
    expect([text(atom("x"), [1, 0]), text(sum, [1, 0]), text(atom("x"), [0, 2, 1])]).toEqual(["xᵀ", "(a + b)ᵀ", "transpose(x, [0, 2, 1])"]);
    expect([latex(atom("w_{1}"), [1, 0]), latex(atom("e^{x}"), [1, 0]), latex(atom("\\textcolor{red}{w_1}"), [1, 0])]).toEqual([
      "w_{1}^{\\top}",
      "\\left(e^{x}\\right)^{\\top}",
      "\\textcolor{red}{w_1}^{\\top}",
    ]);
    expect(latex(atom("x"), [0, 2, 1])).toBe("\\operatorname{transpose}_{(0,2,1)}\\left(x\\right)");
  });

  it("writes the NumPy expressions that made the fixtures, and never the .T of a bare number", () => {
    expectNumpyText(transposeOp, ["x"]);
    expect(numpyOf(transposeOp, ["5"], [0], { perm: [] })).toBe("np.transpose(5, ())");
  });
});
