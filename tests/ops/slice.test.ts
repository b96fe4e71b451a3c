import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { atom, binding } from "../../graph/notation.ts";
import type { Dim } from "../../graph/shape.ts";
import { type SliceOptions, slice, sliceOp } from "../../ops/move/slice.ts";
import { formOf } from "../../src/export/form-of.ts";
import { compile } from "../../src/run/compile.ts";
import { thrown } from "../graph/thrown.ts";
import { runFormula, runOp } from "./run-kernel.ts";
import { casesOf, expectNumpy, expectNumpyText } from "./shape-fixtures.ts";

const sliced = (options?: SliceOptions) => graph({ X: f32("batch", 4) }, ({ X }) => ({ out: slice(X, options) })).nodes.slice1;

describe("slice(x)", () => {
  it("gives NumPy's elements, ranks 1 to 4, every axis, whole, partial and empty", () => {
    expect(casesOf(sliceOp).length).toBeGreaterThan(100);
    expectNumpy(sliceOp);
  });

  // What Python answers for list(range(5))[start:stop].
  it.each<[SliceOptions, number[]]>([
    [{}, [0, 1, 2, 3, 4]],
    [{ start: 1, stop: 3 }, [1, 2]],
    [{ start: -2 }, [3, 4]],
    [{ stop: -2 }, [0, 1, 2]],
    [{ start: -4, stop: -1 }, [1, 2, 3]],
    [{ start: 3, stop: 99 }, [3, 4]],
    [{ start: -99, stop: 2 }, [0, 1]],
    [{ start: 3, stop: 1 }, []],
    [{ start: 7 }, []],
    [{ stop: 0 }, []],
  ])("with %j keeps %j of 0 to 4, as in Python", (options, expected) => {
    expect(runFormula((x) => slice(x, options), [array([0, 1, 2, 3, 4])]).tolist()).toEqual(expected);
  });

  it("stores positions counted from the front", () => {
    expect(sliced({ axis: -1, start: -3, stop: -1 })).toMatchObject({ shape: ["batch", 2], attrs: { axis: 1, start: 1, stop: 3 } });
  });

  // Dims and positions by hand: Python's rule with len(x) = batch.
  it.each<[SliceOptions, Dim, Dim, Dim]>([
    [{}, "batch", 0, "batch"],
    [{ start: 1 }, "batch-1", 1, "batch"],
    [{ stop: -1 }, "batch-1", 0, "batch-1"],
    [{ start: 2, stop: -1 }, "batch-3", 2, "batch-1"],
    [{ start: -2 }, 2, "batch-2", "batch"],
    [{ start: -3, stop: -1 }, 2, "batch-3", "batch-1"],
    [{ start: -1, stop: -3 }, 0, "batch-1", "batch-1"],
    [{ stop: 3 }, 3, 0, 3],
    [{ start: 3, stop: 1 }, 0, 3, 3],
    [{ axis: "batch", start: "batch - 2" }, 2, "batch-2", "batch"],
    [{ stop: "time" }, "time", 0, "time"],
  ])("of a named axis with %j keeps %j, from %j to %j", (options, kept, start, stop) => {
    expect(sliced(options)).toMatchObject({ shape: [kept, 4], attrs: { axis: 0, start, stop } });
  });

  it("of a named axis says of positions that lie beyond it, once its size is known", () => {
    const program = compile(
      graph({ X: f32("batch", 4) }, ({ X }) => ({
        three: slice(X, { stop: 3 }),
        last: slice(X, { start: -2 }),
        middle: slice(X, { start: 1, stop: -2 }),
      })),
    );
    const X = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    expect(program.run({ X }, ["last"]).last.tolist()).toEqual(X);
    expect(thrown(() => program.run({ X }, ["three"]))).toMatchInlineSnapshot(`
      "FeedError slice-range at slice1
      slice: start ≤ stop must lie in 0 … 2, and axis count from the front, got 0 and 3 on axis 0 of [2, 4] (node "slice1"); correct them"
    `);
    expect(thrown(() => program.run({ X: X.slice(1) }, ["last"]))).toMatchInlineSnapshot(`
      "FeedError slice-range at slice2
      slice: start ≤ stop must lie in 0 … 1, and axis count from the front, got -1 and 1 on axis 0 of [1, 4] (node "slice2"); correct them"
    `);
    expect(thrown(() => program.run({ X }, ["middle"]))).toMatchInlineSnapshot(`
      "FeedError negative-dim at slice3
      plan: a size must be at least 0, got batch-3 = -1 for batch = 2 (node "slice3"); feed more, or slice less"
    `);
  });

  it("refuses an axis that x does not have and positions that are no integers", () => {
    expect(() => sliced({ axis: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: slice: axis must be one of -2 to 1, got axis 2 for [batch, 4] (node "slice1"); correct axis]`,
    );
    expect(() => sliced({ axis: 1, start: 0.5 })).toThrow(expect.objectContaining({ code: "bad-attribute", node: "slice1" }));
  });

  it("refuses stored positions that do not lie on the axis", () => {
    expect(() => runOp(sliceOp, [array([1, 2, 3])], { axis: 0, start: 2, stop: 4 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: slice: start ≤ stop must lie in 0 … 3, and axis count from the front, got 2 and 4 on axis 0 of [3] (node "slice1"); correct them]`,
    );
  });

  it("is written x[:, 0:2], in a picture without the x", () => {
    const site = { index: "", bound: "", ranks: [2] };
    const attrs = { axis: 1, start: 0, stop: 2 };
    const sum = { text: "a + b", binds: binding.sum };
    expect(formOf(sliceOp).notation.text([sum] as never, attrs, site).text).toBe("(a + b)[:, 0:2]");
    expect(formOf(sliceOp).notation.latex([atom("x")] as never, attrs, site).text).toBe("x\\left[:, 0:2\\right]");
    expect((formOf(sliceOp).picture.label as (a: typeof attrs, l: [], s: []) => string)(attrs, [], [])).toBe("[:, 0:2]");
    expectNumpyText(sliceOp, ["x"]);
  });
});
