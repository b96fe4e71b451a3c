import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { bool, f32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { all } from "../../ops/reduce/all.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";

describe.each([reference, wasm()])("all(x) on $name", (backend) => {
  it("is true of no elements, as in NumPy", () => {
    const program = compile(
      graph({ x: f32("rows", "columns") }, ({ x }) => ({ rows: all(x, { axis: "columns" }), whole: all(x) })),
      { backend },
    );
    const { rows, whole } = program.run({ x: zeros([2, 0], "float32") });
    expect([rows.tolist(), whole.item()]).toEqual([[1, 1], 1]);
    expect(program.run({ x: zeros([0, 2], "float32") }).rows.shape).toEqual([0]);
  });

  it("counts NaN as true and −0 as false", () => {
    const program = compile(
      graph({ x: f32("rows", 2) }, ({ x }) => ({ y: all(x, { axis: 1 }) })),
      { backend },
    );
    const x = [
      [Number.NaN, 1],
      [-0, 0],
      [-0, 1e-45],
    ];
    expect(program.run({ x }).y.tolist()).toEqual([1, 0, 0]);
  });

  it("is told of many elements that are bools already", () => {
    const program = compile(
      graph({ x: bool(2, 1000) }, ({ x }) => ({ y: all(x, { axis: 1, keepdims: true }) })),
      { backend },
    );
    const x = [Array.from({ length: 1000 }, (_, i) => i === 777), Array.from({ length: 1000 }, () => true)];
    expect(program.run({ x }).y.tolist()).toEqual([[0], [1]]);
  });
});
