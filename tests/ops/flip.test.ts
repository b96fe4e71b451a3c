import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { flip } from "../../ops/move/flip.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";

describe.each([reference, wasm()])("flip(x) on $name", (backend) => {
  const program = compile(
    graph({ x: f32("n", "2*m") }, ({ x }) => ({
      rows: flip(x, { axis: "n" }),
      columns: flip(x, { axis: -1 }),
      both: flip(x),
      none: flip(x, { axis: [] }),
    })),
    { backend },
  );

  it("turns rows, columns or both around, and has the type of x", () => {
    const { rows, columns, both, none } = program.run({
      x: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    });
    expect([rows, columns, both, none].map((one) => Array.from(one.data))).toEqual([
      [5, 6, 3, 4, 1, 2],
      [2, 1, 4, 3, 6, 5],
      [6, 5, 4, 3, 2, 1],
      [1, 2, 3, 4, 5, 6],
    ]);
  });

  it("takes no rows, and no columns", () => {
    for (const shape of [
      [0, 2],
      [2, 0],
    ] as [number, number][]) {
      const results = Object.values(program.run({ x: zeros(shape, "float32") }));
      expect(results.map((one) => one.shape)).toEqual([shape, shape, shape, shape]);
    }
  });
});
