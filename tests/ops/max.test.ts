import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { array, zeros } from "../../graph/ndarray.ts";
import { max, maxOp } from "../../ops/reduce/max.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { formOf } from "../../src/export/form-of.ts";
import { compile } from "../../src/run/compile.ts";
import { runOp } from "./run-kernel.ts";
import { casesOf, expectNumpy, expectNumpyText } from "./shape-fixtures.ts";

describe("max(x)", () => {
  it("gives NumPy's elements, ranks 0 to 4, every dtype and set of axes, ties, NaN and infinities", () => {
    expect(casesOf(maxOp).length).toBeGreaterThan(100);
    // NumPy's choice between +0 and −0 depends on its build, so it is not compared.
    expectNumpy(maxOp, { signs: false });
  });

  it("takes the first of +0 and −0", () => {
    const first = (values: number[]) => runOp(maxOp, [array(values)], { axis: [0], keepdims: false }).item();
    expect([first([0, -0]), first([-0, 0])]).toEqual([0, -0]);
  });

  it("has no value for no elements, as in NumPy", () => {
    const along = (axis: number[]) =>
      compile(
        graph({ x: f32("rows", "columns") }, ({ x }) => ({ y: max(x, { axis }) })),
        { backend: reference },
      );
    expect(() => along([1]).run({ x: zeros([3, 0], "float32") })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: max: a reduced axis must have at least one element, got float32[3, 0] along [1] (node "max1"); feed at least one]`,
    );
    expect(() => along([0, 1]).run({ x: zeros([0, 0], "float32") })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: max: a reduced axis must have at least one element, got float32[0, 0] along [0, 1] (node "max1"); feed at least one]`,
    );
    expect(runOp(maxOp, [zeros([3, 0], "float32")], { axis: [0], keepdims: true }).shape).toEqual([1, 0]);
  });

  it("reduces the axes it is given and all where it is given none", () => {
    const { nodes } = graph({ X: f32("batch", 3) }, ({ X }) => ({ rows: max(X, { axis: -1, keepdims: true }), all: max(X) }));
    expect([nodes.max1, nodes.max2].map((node) => [node?.shape, node?.attrs])).toEqual([
      [["batch", 1], { axis: [1], keepdims: true }],
      [[], { axis: [0, 1], keepdims: false }],
    ]);
  });

  it("refuses an axis that x does not have, and one named twice", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32("batch", 3) }, ({ X }) => ({ out: max(X, { axis: -3 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: max: axis must be one of -2 to 1, got axis -3 for [batch, 3] (node "max1"); correct axis]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32("batch", 3) }, ({ X }) => ({ out: max(X, { axis: [1, -1] }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: max: axes must differ, got [1, 1] for [batch, 3] (node "max1"); name each axis once]`,
    );
  });

  it("is written as max, with a running index where its place has one", () => {
    const written = (form: "text" | "latex", index: string, text = "x", binds = 5) =>
      formOf(maxOp).notation[form]([{ text, binds }] as never, { axis: [0], keepdims: false }, { index, bound: "", ranks: [1] }).text;
    expect(written("text", "")).toBe("max(x)");
    expect(written("latex", "")).toBe("\\max\\left(x\\right)");
    expect(written("latex", "k", "z_{k}")).toBe("\\max_{k} z_{k}");
    expect(written("latex", "k", "a + b", 1)).toBe("\\max_{k} \\left(a + b\\right)");
  });

  it("writes the NumPy expressions that made the fixtures", () => {
    expectNumpyText(maxOp, ["x"]);
  });
});
