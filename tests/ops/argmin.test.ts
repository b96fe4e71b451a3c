import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, i32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { argmin, argminOp } from "../../ops/reduce/argmin.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { runOp } from "./run-kernel.ts";

describe.each([reference, wasm()])("argmin(x) on $name", (backend) => {
  it("picks the first of equal values and the first NaN of several", () => {
    const program = compile(
      graph({ x: f32("n") }, ({ x }) => ({ y: argmin(x) })),
      { backend },
    );
    const at = (x: number[]) => program.run({ x }).y.item();
    expect([at([7, 2, 2]), at([1, Number.NaN, -9, Number.NaN]), at([0, -0]), at([-0, 0]), at([1, -Infinity, NaN])]).toEqual([
      1, 1, 0, 0, 2,
    ]);
  });

  it("finds the least int32, whose negative is none", () => {
    const program = compile(
      graph({ x: i32(3) }, ({ x }) => ({ y: argmin(x) })),
      { backend },
    );
    expect(program.run({ x: [-1, 2 ** 31 - 1, -(2 ** 31)] }).y.item()).toBe(2);
  });

  it("has no value along an axis of size 0, as in NumPy", () => {
    const program = compile(
      graph({ x: f32("rows", "columns") }, ({ x }) => ({ y: argmin(x, { axis: "columns" }) })),
      { backend },
    );
    expect(() => program.run({ x: zeros([3, 0], "float32") })).toThrow(
      'argmin: a reduced axis must have at least one element, got float32[3, 0] along [1] (node "argmin1"); feed at least one',
    );
  });
});

describe("argmin(x)", () => {
  it("has no rows of no rows", () => {
    expect(runOp(argminOp, [zeros([0, 3], "float32")], { axis: 1 }).shape).toEqual([0]);
  });

  it("takes the last axis where none is given, or one by position or name, and is int32", () => {
    const { nodes } = graph({ X: f32("batch", 4, 3) }, ({ X }) => ({ last: argmin(X), named: argmin(X, { axis: "batch" }) }));
    expect([nodes.argmin1, nodes.argmin2].map((node) => [node?.dtype, node?.shape, node?.attrs])).toEqual([
      ["int32", ["batch", 4], { axis: 2 }],
      ["int32", [4, 3], { axis: 0 }],
    ]);
  });

  it("refuses a scalar", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32() }, ({ x }) => ({ out: argmin(x) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: argmin: axis must be one of none, got axis -1 for [] (node "argmin1"); correct axis]`,
    );
  });
});
