import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, f64 } from "../../graph/input.ts";
import { atom } from "../../graph/notation.ts";
import { concat, concatOp } from "../../ops/move/concat.ts";
import { formOf } from "../../src/export/form-of.ts";
import { casesOf, expectNumpy, expectNumpyText } from "./shape-fixtures.ts";

describe("concat([a, b, …])", () => {
  it("gives NumPy's elements of 1 to 4 tensors, ranks 1 to 4, every axis, parts of size 0", () => {
    expect(casesOf(concatOp).length).toBeGreaterThan(30);
    expectNumpy(concatOp);
  });

  it("joins along the first axis, or one by position or name, and takes lists as constants", () => {
    const { nodes } = graph({ A: f32("batch", 3), B: f32("batch", 2), C: f32(2, 3) }, ({ A, B, C }) => ({
      columns: concat([A, B, B], { axis: -1, name: "columns" }),
      rows: concat([C, [[1, 2, 3]]], { name: "rows" }),
      one: concat([A], { axis: "batch", name: "one" }),
    }));
    expect([nodes.columns, nodes.rows, nodes.one].map((node) => [node?.shape, node?.attrs])).toEqual([
      [["batch", 7], { axis: 1 }],
      [[3, 3], { axis: 0 }],
      [["batch", 3], { axis: 0 }],
    ]);
  });

  it("is an identity of one tensor only", () => {
    expect([concatOp.identity?.({ axis: 0 }, [undefined]), concatOp.identity?.({ axis: 0 }, [undefined, 0])]).toEqual([0, undefined]);
  });

  it("adds named dims along the axis", () => {
    const { nodes } = graph({ A: f32("batch", 3), B: f32("time", 3), C: f32(2, 3), D: f32("time-1", 3) }, ({ A, B, C, D }) => ({
      twice: concat([A, A], { name: "twice" }),
      different: concat([B, A], { name: "different" }),
      number: concat([A, C], { name: "number" }),
      all: concat([A, B, D, C, A], { name: "all" }),
    }));
    expect([nodes.twice, nodes.different, nodes.number, nodes.all].map((node) => node?.shape[0])).toEqual([
      "2*batch",
      "batch+time",
      "batch+2",
      "2*batch+2*time+1",
    ]);
  });

  it("refuses other dims, ranks and dtypes that differ, an axis that is not there, and nothing", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ A: f32(2, 3), B: f32(2, 4) }, ({ A, B }) => ({ out: concat([A, B]) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: concat: shapes must be equal but for axis 0, got float32[2, 3] and float32[2, 4] (node "concat1"); reshape or slice them]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ A: f32(2, 3), B: f32(3) }, ({ A, B }) => ({ out: concat([A, B]) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: concat: shapes must be equal but for axis 0, got float32[2, 3] and float32[3] (node "concat1"); reshape or slice them]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ A: f32(2), B: f64(2) }, ({ A, B }) => ({ out: concat([A, B]) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: concat: inputs must have one dtype, got float32[2] and float64[2] (node "concat1"); cast() one of them]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ A: f32(2) }, ({ A }) => ({ out: concat([A, A], { axis: 1 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: concat: axis must be one of -1 to 0, got axis 1 for [2] (node "concat1"); correct axis]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ A: f32() }, ({ A }) => ({ out: concat([A, A]) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: concat: axis must be one of none, got axis 0 for [] (node "concat1"); correct axis]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ A: f32() }, () => ({ out: concat([]) }))).toThrowErrorMatchingInlineSnapshot(
      `[GraphError: concat: at least one operand must be a tensor of the graph, got only numbers; make one with g.constant]`,
    );
  });

  it("is written as a list of its parts", () => {
    const site = { index: "", bound: "", ranks: [1, 1] };
    expect(formOf(concatOp).notation.text([atom("a"), atom("b")] as never, { axis: 0 }, site).text).toBe("concat(a, b)");
    expect(formOf(concatOp).notation.latex([atom("a"), atom("b")] as never, { axis: 0 }, site).text).toBe("\\left[a;\\, b\\right]");
    expectNumpyText(concatOp, ["a", "b", "c", "d"]);
  });
});
