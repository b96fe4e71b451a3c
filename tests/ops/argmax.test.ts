import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { array, zeros } from "../../graph/ndarray.ts";
import { atom } from "../../graph/notation.ts";
import { argmax, argmaxOp } from "../../ops/reduce/argmax.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { formOf } from "../../src/export/form-of.ts";
import { compile } from "../../src/run/compile.ts";
import { runFormula, runOp } from "./run-kernel.ts";
import { casesOf, expectNumpy, expectNumpyText } from "./shape-fixtures.ts";

describe("argmax(x)", () => {
  it("gives NumPy's positions, ranks 1 to 4, every dtype and axis, ties, NaN and infinities", () => {
    expect(casesOf(argmaxOp).length).toBeGreaterThan(50);
    expectNumpy(argmaxOp);
  });

  it("picks the first of equal values and the first NaN of several (truth/book.json, numerics)", () => {
    const at = (values: number[]) => runFormula((x) => argmax(x), [array(values)]).item();
    expect([at([2, 7, 7]), at([1, Number.NaN, 9, Number.NaN]), at([-0, 0])]).toEqual([1, 1, 0]);
  });

  it("reads the same class from confident and from unsure scores (NNFS ch. 4)", () => {
    const scores = array([
      [0.22, 0.6, 0.18],
      [0.32, 0.36, 0.32],
    ]);
    expect(Array.from(runFormula((x) => argmax(x), [scores]).data)).toEqual([1, 1]);
  });

  it("has no value along an axis of size 0, as in NumPy", () => {
    const program = compile(
      graph({ x: f32("rows", "columns") }, ({ x }) => ({ y: argmax(x, { axis: 1 }) })),
      { backend: reference },
    );
    expect(() => program.run({ x: zeros([3, 0], "float32") })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: argmax: a reduced axis must have at least one element, got float32[3, 0] along [1] (node "argmax1"); feed at least one]`,
    );
    expect(runOp(argmaxOp, [zeros([0, 3], "float32")], { axis: 1 }).shape).toEqual([0]);
    expect(runOp(argmaxOp, [zeros([3, 0], "float32")], { axis: 0 }).shape).toEqual([0]);
  });

  it("takes the last axis where none is given, or one by position or name, and is int32", () => {
    const { nodes } = graph({ X: f32("batch", 4, 3) }, ({ X }) => ({
      last: argmax(X),
      middle: argmax(X, { axis: -2 }),
      named: argmax(X, { axis: "batch" }),
    }));
    expect([nodes.argmax1, nodes.argmax2, nodes.argmax3].map((node) => [node?.dtype, node?.shape, node?.attrs])).toEqual([
      ["int32", ["batch", 4], { axis: 2 }],
      ["int32", ["batch", 3], { axis: 1 }],
      ["int32", [4, 3], { axis: 0 }],
    ]);
  });

  it("refuses a scalar and an axis that x does not have", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32() }, ({ x }) => ({ out: argmax(x) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: argmax: axis must be one of none, got axis -1 for [] (node "argmax1"); correct axis]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32("batch", 3) }, ({ x }) => ({ out: argmax(x, { axis: 2 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: argmax: axis must be one of -2 to 1, got axis 2 for [batch, 3] (node "argmax1"); correct axis]`,
    );
  });

  it("is written as argmax", () => {
    const site = { index: "", bound: "", ranks: [2] };
    expect(formOf(argmaxOp).notation.text([atom("x")] as never, { axis: 1 }, site).text).toBe("argmax(x)");
    expect(formOf(argmaxOp).notation.latex([atom("x")] as never, { axis: 1 }, site).text).toBe("\\operatorname{argmax}\\left(x\\right)");
    expectNumpyText(argmaxOp, ["x"]);
  });
});
