import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f64 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { norm } from "../../ops/reduce/norm.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";

describe.each([reference, wasm()])("norm(x) on $name", (backend) => {
  const net = graph({ x: f64("n", 3) }, ({ x }) => {
    const rows = norm(x, { axis: 1 });
    return { rows, whole: norm(x), total: sum(rows) };
  });
  const program = compile(net, { backend });

  it("is the length of each row, or of all elements; 0 of none, NaN with a NaN, Infinity with an infinity", () => {
    const { rows, whole } = program.run({
      x: [
        [3, 4, 0],
        [2, -3, 6],
        [-0, 0, 0],
      ],
    });
    expect([rows.tolist(), whole.item()]).toEqual([[5, 7, 0], Math.sqrt(74)]);
    expect(
      program
        .run({
          x: [
            [NaN, 1, 2],
            [1, -Infinity, 2],
          ],
        })
        .rows.tolist(),
    ).toEqual([NaN, Infinity]);
    const none = program.run({ x: zeros([0, 3], "float64") });
    expect([none.rows.shape, none.whole.item()]).toEqual([[0], 0]);
  });

  it("has the derivative x ÷ norm, 0 where x is 0", () => {
    const found = compile(gradients(net, { of: "total", with: ["x"] }), { backend }).run({
      x: [
        [3, 0, 4],
        [0, 0, 0],
      ],
    });
    expect(found["d.x"]?.tolist()).toEqual([
      [3 * (1 / 5), 0, 4 * (1 / 5)],
      [0, 0, 0],
    ]);
  });
});
