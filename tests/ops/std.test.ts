import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f64 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { std } from "../../ops/reduce/std.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";

describe.each([reference, wasm()])("std(x) on $name", (backend) => {
  it("is the root of the variance, NaN of no elements", () => {
    const program = compile(
      graph({ x: f64("n") }, ({ x }) => ({ all: std(x), sample: std(x, { ddof: 1 }) })),
      { backend },
    );
    expect(Object.values(program.run({ x: [1, 2, 3, 4] })).map((one) => one.item())).toEqual([Math.sqrt(5 / 4), Math.sqrt(5 / 3)]);
    expect(Object.values(program.run({ x: zeros([0], "float64") })).map((one) => one.item())).toEqual([NaN, NaN]);
  });

  it("is flat where all elements are equal, and only there", () => {
    const net = graph({ x: f64(2, "n") }, ({ x }) => ({ rows: std(x, { axis: 1 }), y: std(x) }));
    const program = compile(gradients(net, { of: "y", with: ["x"] }), { backend });
    expect(
      program
        .run({
          x: [
            [3, 3],
            [3, 3],
          ],
        })
        ["d.x"]?.tolist(),
    ).toEqual([
      [0, 0],
      [0, 0],
    ]);
    // (x − μ) ÷ (n std): of ±1 it is ±1 ÷ 4.
    expect(
      program
        .run({
          x: [
            [1, -1],
            [1, -1],
          ],
        })
        ["d.x"]?.tolist(),
    ).toEqual([
      [0.25, -0.25],
      [0.25, -0.25],
    ]);
  });
});
