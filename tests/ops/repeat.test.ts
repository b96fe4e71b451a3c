import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { repeat } from "../../ops/move/repeat.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";

describe.each([reference, wasm()])("repeat(x, { repeats, axis }) on $name", (backend) => {
  it("repeats each element beside itself, and each row", () => {
    const program = compile(
      graph({ x: f32("n", 2) }, ({ x }) => ({ rows: repeat(x, { repeats: 2, axis: "n" }), columns: repeat(x, { repeats: 3, axis: -1 }) })),
      { backend },
    );
    const { rows, columns } = program.run({
      x: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(rows.tolist()).toEqual([
      [1, 2],
      [1, 2],
      [3, 4],
      [3, 4],
    ]);
    expect(columns.tolist()).toEqual([
      [1, 1, 1, 2, 2, 2],
      [3, 3, 3, 4, 4, 4],
    ]);
  });
});

describe("repeat(x, { repeats, axis })", () => {
  it("multiplies names", () => {
    expect(graph({ x: f32("batch-1", 3) }, ({ x }) => ({ y: repeat(x, { repeats: 2, axis: 0 }) })).nodes.repeat1?.shape).toEqual([
      "2*batch-2",
      3,
    ]);
  });

  it("refuses a negative number", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32(2) }, ({ x }) => ({ y: repeat(x, { repeats: -1, axis: 0 }) }))).toThrow(
      'repeat: elements must be repeated 0 or more times, got -1 for float32[2] (node "repeat1"); give a number ≥ 0',
    );
  });
});
