import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { array } from "../../graph/ndarray.ts";
import { atom, binding } from "../../graph/notation.ts";
import { type SliceOptions, slice, sliceOp } from "../../ops/move/slice.ts";
import { formOf } from "../../src/export/form-of.ts";
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

  it("refuses an axis whose size is a name", () => {
    expect(() => sliced({ stop: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: slice: the size of axis 0 must be a number, got float32[batch, 4] (node "slice1"); declare "batch" as a number, or slice what you feed]`,
    );
    expect(() => sliced({ axis: "batch", start: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: slice: the size of axis 0 must be a number, got float32[batch, 4] (node "slice1"); declare "batch" as a number, or slice what you feed]`,
    );
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
