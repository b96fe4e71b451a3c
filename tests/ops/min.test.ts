import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { bool, f32, i32, u8 } from "../../graph/input.ts";
import { array, zeros } from "../../graph/ndarray.ts";
import { min, minOp } from "../../ops/reduce/min.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";
import { runOp } from "./run-kernel.ts";

describe.each([reference, wasm()])("min(x) on $name", (backend) => {
  it("takes the first of +0 and −0, and a NaN wherever it stands", () => {
    const program = compile(
      graph({ x: f32(2) }, ({ x }) => ({ y: min(x) })),
      { backend },
    );
    const least = ([0, -0, Number.NaN, 1] as const).map((a) => [0, -0, 1, Number.NaN].map((b) => program.run({ x: [a, b] }).y));
    const NaNs = [NaN, NaN, NaN, NaN];
    expect(least.map((row) => row.map((one) => one.item()))).toEqual([[0, 0, 0, NaN], [-0, -0, -0, NaN], NaNs, [0, -0, 1, NaN]]);
  });

  it("has every integer among its results, and bools", () => {
    const net = graph({ i: i32(3), u: u8(3), b: bool(3) }, ({ i, u, b }) => ({ i: min(i), u: min(u), b: min(b) }));
    const program = compile(net, { backend });
    const least = (i: number[], u: number[], b: number[]) => Object.values(program.run({ i, u, b })).map((one) => one.item());
    expect(least([2 ** 31 - 1, -(2 ** 31), 0], [255, 0, 1], [1, 0, 1])).toEqual([-(2 ** 31), 0, 0]);
    expect(least([2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1], [255, 255, 255], [1, 1, 1])).toEqual([2 ** 31 - 1, 255, 1]);
  });

  it("has no value for no elements, as in NumPy", () => {
    const program = compile(
      graph({ x: f32("rows", "columns") }, ({ x }) => ({ y: min(x, { axis: "columns" }) })),
      { backend },
    );
    expect(() => program.run({ x: zeros([3, 0], "float32") })).toThrow(
      'min: a reduced axis must have at least one element, got float32[3, 0] along [1] (node "min1"); feed at least one',
    );
    expect(runOp(minOp, [zeros([3, 0], "float32")], { axis: [0], keepdims: true }).shape).toEqual([1, 0]);
  });

  it("shares its derivative among those that are as small", () => {
    const net = graph({ x: f32(4) }, ({ x }) => ({ y: min(x) }));
    const found = compile(gradients(net, { of: "y", with: ["x"] }), { backend }).run({ x: [2, -0, 3, 0] });
    expect(found["d.x"]?.tolist()).toEqual([0, 0.5, 0, 0.5]);
  });
});

describe("min(x)", () => {
  it("reduces the axes it is given, by name or position, and all where it is given none", () => {
    const { nodes } = graph({ X: f32("2*batch", 3) }, ({ X }) => ({ rows: min(X, { axis: -1, keepdims: true }), all: min(X) }));
    expect([nodes.min1, nodes.min2].map((node) => [node?.shape, node?.attrs])).toEqual([
      [["2*batch", 1], { axis: [1], keepdims: true }],
      [[], { axis: [0, 1], keepdims: false }],
    ]);
  });

  it("refuses an axis that x does not have", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ X: f32("batch", 3) }, ({ X }) => ({ out: min(X, { axis: -3 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: min: axis must be one of -2 to 1, got axis -3 for [batch, 3] (node "min1"); correct axis]`,
    );
  });

  it("keeps a scalar", () => {
    expect(runOp(minOp, [array(3)], { axis: [], keepdims: false }).item()).toBe(3);
  });
});
