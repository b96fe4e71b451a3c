import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { tile } from "../../ops/move/tile.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";

describe.each([reference, wasm()])("tile(x, { counts }) on $name", (backend) => {
  const program = compile(
    graph({ x: f32("n") }, ({ x }) => ({
      twice: tile(x, { counts: [2] }),
      rows: tile(x, { counts: [2, 1] }),
      none: tile(x, { counts: [0] }),
    })),
    { backend },
  );

  it("repeats the whole, in new axes where there are more counts than axes", () => {
    const { twice, rows, none } = program.run({ x: [1, 2] });
    expect([twice.tolist(), rows.tolist(), none.tolist()]).toEqual([
      [1, 2, 1, 2],
      [
        [1, 2],
        [1, 2],
      ],
      [],
    ]);
    expect(Object.values(program.run({ x: zeros([0], "float32") })).map(({ shape }) => shape)).toEqual([[0], [2, 0], [0]]);
  });
});

describe("tile(x, { counts })", () => {
  it("multiplies names, and takes fewer counts for the last axes", () => {
    const { nodes } = graph({ x: f32("batch", "time+1", 3) }, ({ x }) => ({ y: tile(x, { counts: [2, 4] }) }));
    expect(nodes.tile1).toMatchObject({ shape: ["batch", "2*time+2", 12], attrs: { counts: [1, 2, 4] } });
  });

  it("refuses a negative count", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32(2) }, ({ x }) => ({ y: tile(x, { counts: [-1] }) }))).toThrow(
      'tile: elements must be repeated 0 or more times, got -1 for float32[2] (node "tile1"); give a number ≥ 0',
    );
  });
});
