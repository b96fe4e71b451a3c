import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { bool, f32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { any } from "../../ops/reduce/any.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";

describe.each([reference, wasm()])("any(x) on $name", (backend) => {
  it("is false of no elements, as in NumPy", () => {
    const program = compile(
      graph({ x: f32("rows", "columns") }, ({ x }) => ({ rows: any(x, { axis: "columns" }), whole: any(x) })),
      { backend },
    );
    const { rows, whole } = program.run({ x: zeros([2, 0], "float32") });
    expect([rows.tolist(), whole.item()]).toEqual([[0, 0], 0]);
    expect(program.run({ x: zeros([0, 2], "float32") }).rows.shape).toEqual([0]);
  });

  it("counts NaN as true and −0 as false", () => {
    const program = compile(
      graph({ x: f32("rows", 2) }, ({ x }) => ({ y: any(x, { axis: 1 }) })),
      { backend },
    );
    const x = [
      [Number.NaN, 1],
      [-0, 0],
      [-0, 1e-45],
    ];
    expect(program.run({ x }).y.tolist()).toEqual([1, 0, 1]);
  });

  it("is told of many elements that are bools already", () => {
    const program = compile(
      graph({ x: bool(2, 1000) }, ({ x }) => ({ y: any(x, { axis: 1, keepdims: true }) })),
      { backend },
    );
    const x = [Array.from({ length: 1000 }, (_, i) => i === 777), Array.from({ length: 1000 }, () => false)];
    expect(program.run({ x }).y.tolist()).toEqual([[1], [0]]);
  });
});
