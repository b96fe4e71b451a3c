import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32 } from "../../graph/input.ts";
import { array, type NdArray, zeros } from "../../graph/ndarray.ts";
import { atom, binding } from "../../graph/notation.ts";
import type { Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/elementwise/add.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { type SliceOptions, slice, sliceOp } from "../../ops/move/slice.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { formOf } from "../../src/export/form-of.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";
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
    [{ step: 2 }, [0, 2, 4]],
    [{ start: 1, step: 3 }, [1, 4]],
    [{ start: -4, stop: 4, step: 2 }, [1, 3]],
    [{ step: 9 }, [0]],
    [{ step: -1 }, [4, 3, 2, 1, 0]],
    [{ step: -2 }, [4, 2, 0]],
    [{ start: 3, step: -2 }, [3, 1]],
    [{ start: 3, stop: 0, step: -1 }, [3, 2, 1]],
    [{ start: -2, stop: -4, step: -1 }, [3, 2]],
    [{ start: 99, stop: 1, step: -1 }, [4, 3, 2]],
    [{ start: 1, stop: -99, step: -1 }, [1, 0]],
    [{ start: -99, step: -1 }, []],
    [{ start: 1, stop: 3, step: -1 }, []],
    [{ start: 0, stop: 0, step: -1 }, []],
    [{ stop: 4, step: -1 }, []],
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
    [{ step: 2 }, "(batch+1)//2", 0, "batch"],
    [{ step: -1 }, "batch", 0, "batch"],
    [{ start: -2, step: -1 }, "batch-1", 0, "batch-1"],
    [{ start: -1, stop: -4, step: -1 }, 3, "batch-3", "batch"],
    [{ start: 6, stop: 0, step: -2 }, 3, 1, 7],
    [{ start: 1, stop: -1, step: 3 }, "batch//3", 1, "batch-1"],
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

  it("goes backwards and in steps on both backends, named axes, one row and no rows among them", () => {
    for (const backend of [reference, wasm()]) {
      const program = compile(
        graph({ X: f32("batch", 5) }, ({ X }) => ({
          rows: slice(X, { step: -2 }),
          columns: slice(X, { axis: 1, start: 3, step: -2 }),
          third: slice(X, { axis: -1, start: 1, step: 3 }),
        })),
        { backend },
      );
      const run = (rows: number) => {
        const X = Array.from({ length: rows }, (_, row) => Array.from({ length: 5 }, (_, column) => 10 * row + column));
        return Object.values(program.run({ X: rows === 0 ? zeros([0, 5], "float32") : X })).map((one) => [one.shape, [...one.data]]);
      };
      expect(run(3)).toEqual([
        [
          [2, 5],
          [20, 21, 22, 23, 24, 0, 1, 2, 3, 4],
        ],
        [
          [3, 2],
          [3, 1, 13, 11, 23, 21],
        ],
        [
          [3, 2],
          [1, 4, 11, 14, 21, 24],
        ],
      ]);
      expect(run(1)).toEqual([
        [
          [1, 5],
          [0, 1, 2, 3, 4],
        ],
        [
          [1, 2],
          [3, 1],
        ],
        [
          [1, 2],
          [1, 4],
        ],
      ]);
      expect(run(0).map(([shape]) => shape)).toEqual([
        [0, 5],
        [0, 2],
        [0, 2],
      ]);
    }
  });

  it("hands the cotangent of what is kept back to where it came from, of a named axis, too", () => {
    const network = graph({ x: f32("n") }, ({ x }, g) => {
      const w = (size: Dim) => slice(g.constant([1, 2, 3, 4, 5, 6, 7, 8], { dtype: "float32" }), { stop: size });
      const parts = [slice(x, { step: 2 }), slice(x, { start: -2, step: -3 }), slice(x, { start: 1, stop: 4 })] as Tensor[];
      return { loss: parts.map((part) => sum(mul(part, w(part.shape[0] as Dim)))).reduce((a, b) => add(a, b)) };
    }) as Graph;
    const program = compile(gradients(network, { of: "loss", with: ["x"] }));
    // Of 6: 1, 0, 2, 0, 3, 0; then 1 at position 4 and 2 at 1; then 1, 2, 3 from 1 on.
    const slopes = (n: number) => Array.from((program.run({ x: zeros([n], "float32") }, ["loss", "d.x"])["d.x"] as NdArray).data);
    expect(slopes(6)).toEqual([1, 3, 4, 3, 4, 0]);
    expect(slopes(5)).toEqual([3, 1, 4, 4, 3]);
  });

  it("refuses a step of 0 and one that is no whole number", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32(2) }, ({ X }) => ({ out: slice(X, { step: 0 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: slice: step must not be 0, got 0 for [2] (node "slice1"); give 1 or -1]`,
    );
    expect(() => sliced({ step: 1.5 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: slice: attribute step must be a whole number, got 1.5 (node "slice1"); correct it]`,
    );
  });

  it("refuses stored positions that do not lie on the axis", () => {
    expect(() => runOp(sliceOp, [array([1, 2, 3])], { axis: 0, start: 2, stop: 4, step: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: slice: start ≤ stop must lie in 0 … 3, and axis count from the front, got 2 and 4 on axis 0 of [3] (node "slice1"); correct them]`,
    );
  });

  it("is written x[:, 0:2], in a picture without the x", () => {
    const site = { index: "", bound: "", ranks: [2] };
    const attrs = { axis: 1, start: 0, stop: 2, step: 1 };
    const sum = { text: "a + b", binds: binding.sum };
    expect(formOf(sliceOp).notation.text([sum] as never, attrs, site).text).toBe("(a + b)[:, 0:2]");
    expect(formOf(sliceOp).notation.latex([atom("x")] as never, attrs, site).text).toBe("x\\left[:, 0:2\\right]");
    expect((formOf(sliceOp).picture.label as (a: typeof attrs, l: [], s: []) => string)(attrs, [], [])).toBe("[:, 0:2]");
    expectNumpyText(sliceOp, ["x"]);
  });
});
