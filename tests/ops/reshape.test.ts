import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, type InputSpec } from "../../graph/input.ts";
import { atom } from "../../graph/notation.ts";
import type { Shape } from "../../graph/shape.ts";
import { reshape, reshapeOp } from "../../ops/move/reshape.ts";
import { formOf } from "../../src/export/form-of.ts";
import { casesOf, expectNumpy, expectNumpyText, numpyOf } from "./shape-fixtures.ts";

const reshaped = (from: InputSpec, to: Shape) => graph({ X: from }, ({ X }) => ({ out: reshape(X, { shape: to }) })).nodes.reshape1;

describe("reshape(x, { shape })", () => {
  it("gives NumPy's elements, ranks 0 to 4, with and without elements", () => {
    expect(casesOf(reshapeOp).length).toBeGreaterThan(10);
    expectNumpy(reshapeOp);
  });

  it.each<[InputSpec, Shape, Shape]>([
    [f32(4, 6), [-1], [24]],
    [f32(4, 6), [3, -1], [3, 8]],
    [f32(0, 3), [-1, 3], [0, 3]],
    [f32(), [-1], [1]],
    [f32("batch", 28, 28), ["batch", -1], ["batch", 784]],
    [f32("batch", 28, 28), [-1, 784], ["batch", 784]],
    [f32("batch", 28, 28), [784, -1], [784, "batch"]],
    [f32("batch", "time", 6), [-1, "batch", 2, 3], ["time", "batch", 2, 3]],
    [f32("n", "n"), ["n", -1], ["n", "n"]],
    [f32("batch", 1), [-1], ["batch"]],
    [f32("batch", 6), [-1], ["6*batch"]],
    [f32("batch", "time", 4), [-1, 4], ["batch*time", 4]],
    [f32("batch*time", 4), ["batch", -1], ["batch", "4*time"]],
    [f32("batch*time", 4), ["batch", "time", -1], ["batch", "time", 4]],
    [f32("2*batch", 6), [-1, "batch", 2], [6, "batch", 2]],
    [f32("batch", "time-1"), ["time-1", -1], ["time-1", "batch"]],
    [f32("batch*time-batch", 2), ["batch", -1], ["batch", "2*time-2"]],
    [f32("(height+1)//2", 6), [3, -1], [3, "2*((height+1)//2)"]],
    [f32(0, "batch"), [-1, "time"], [0, "time"]],
  ])("of %j to %j is %j: -1 is worked out when the graph is built", (from, to, result) => {
    expect(reshaped(from, to)).toMatchObject({ shape: result, attrs: { shape: result }, dtype: "float32" });
  });

  it("keeps named dims that appear on both sides, in any order", () => {
    expect(reshaped(f32("batch", 4, "time"), ["time", 2, "batch", 2])?.shape).toEqual(["time", 2, "batch", 2]);
  });

  it("multiplies named dims as numbers, in whatever form they are given", () => {
    expect(reshaped(f32("batch", "time", 4), ["time*batch", 4])?.shape).toEqual(["batch*time", 4]);
    expect(reshaped(f32("batch", "time", 4), ["2*batch", "2 * time"])?.attrs.shape).toEqual(["2*batch", "2*time"]);
    expect(reshaped(f32("time-1", "batch"), ["batch*time-batch"])?.shape).toEqual(["batch*time-batch"]);
    expect(reshaped(f32(0, "batch"), [0, "time"])?.shape).toEqual([0, "time"]);
  });

  it("refuses another number of elements", () => {
    expect(() => reshaped(f32(4, 6), [5, 5])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: x must have the 25 elements of [5, 5], got float32[4, 6] with 24 (node "reshape1"); correct the shape, or use -1 for one dim]`,
    );
    expect(() => reshaped(f32("batch", 6), ["batch", 2, 2])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: x must have the 4*batch elements of [batch, 2, 2], got float32[batch, 6] with 6*batch (node "reshape1"); correct the shape, or use -1 for one dim]`,
    );
  });

  it("refuses names that give another number of elements", () => {
    expect(() => reshaped(f32("batch", 6), ["rows", 6])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: x must have the 6*rows elements of [rows, 6], got float32[batch, 6] with 6*batch (node "reshape1"); correct the shape, or use -1 for one dim]`,
    );
    expect(() => reshaped(f32("batch", 6), [12])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: x must have the 12 elements of [12], got float32[batch, 6] with 6*batch (node "reshape1"); correct the shape, or use -1 for one dim]`,
    );
    expect(() => reshaped(f32("n"), ["n", "n"])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: x must have the n*n elements of [n, n], got float32[n] with n (node "reshape1"); correct the shape, or use -1 for one dim]`,
    );
  });

  it("refuses -1 where no one dim fits", () => {
    expect(() => reshaped(f32("batch", 6), ["time", -1])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: -1 must be a whole dim for every size of the names, got 6*batch ÷ time for float32[batch, 6] to [time, -1] (node "X"); correct the shape so that it divides the elements of x]`,
    );
    expect(() => reshaped(f32(4, 6), [-1, 5])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: -1 must be a whole dim for every size of the names, got 24 ÷ 5 for float32[4, 6] to [-1, 5] (node "X"); correct the shape so that it divides the elements of x]`,
    );
    expect(() => reshaped(f32(4, 6), [-1, -1])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: -1 must stand for one dim, got [-1, -1] for float32[4, 6] (node "X"); give all but one of them]`,
    );
    expect(() => reshaped(f32(0, 3), [0, -1])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: -1 must be a whole dim for every size of the names, got 0 ÷ 0 for float32[0, 3] to [0, -1] (node "X"); correct the shape so that it divides the elements of x]`,
    );
    expect(() => reshaped(f32("batch", 2), [-1, 4])).toThrowErrorMatchingInlineSnapshot(
      `[OpError: reshape: -1 must be a whole dim for every size of the names, got 2*batch ÷ 4 for float32[batch, 2] to [-1, 4] (node "X"); correct the shape so that it divides the elements of x]`,
    );
  });

  it("refuses dims that are no sizes", () => {
    expect(() => reshaped(f32(4), [-2, -2])).toThrow(expect.objectContaining({ code: "bad-attribute", node: "reshape1" }));
    expect(() => reshaped(f32(4), [1.5])).toThrow(expect.objectContaining({ code: "bad-attribute", node: "reshape1" }));
  });

  it("shares the memory of x", () => {
    expect(reshapeOp).toMatchObject({ view: "x" });
  });

  it("is written with its shape; one name is -1 to NumPy", () => {
    const written = (form: "text" | "latex", shape: Shape) =>
      formOf(reshapeOp).notation[form]([atom("x")] as never, { shape }, { index: "", bound: "", ranks: [3] }).text;
    expect(written("text", ["batch", 6])).toBe("reshape(x, [batch, 6])");
    expect(written("latex", ["batch_size", 6])).toBe("\\operatorname{reshape}_{\\mathrm{batch\\_size} \\times 6}\\left(x\\right)");
    expect(numpyOf(reshapeOp, ["x"], [3], { shape: ["batch", 6] })).toBe("np.reshape(x, (-1, 6))");
    expect(numpyOf(reshapeOp, ["x"], [3], { shape: ["batch"] })).toBe("np.reshape(x, (-1,))");
    expect(numpyOf(reshapeOp, ["x"], [3], { shape: ["batch", "time", 2] })).toBe("np.reshape(x, (batch, time, 2))");
    expectNumpyText(reshapeOp, ["x"]);
  });
});
