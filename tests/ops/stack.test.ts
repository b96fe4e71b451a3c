import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { stack } from "../../ops/move/stack.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";

describe.each([reference, wasm()])("stack([a, b, …]) on $name", (backend) => {
  it("puts tensors along a new axis, literals among them", () => {
    const program = compile(
      graph({ a: f32("n"), b: f32("n") }, ({ a, b }) => ({ rows: stack([a, b, a]), columns: stack([a, b], { axis: -1 }) })),
      { backend },
    );
    const { rows, columns } = program.run({ a: [1, 2], b: [3, 4] });
    expect([rows.tolist(), columns.tolist()]).toEqual([
      [
        [1, 2],
        [3, 4],
        [1, 2],
      ],
      [
        [1, 3],
        [2, 4],
      ],
    ]);
    const none = program.run({ a: zeros([0], "float32"), b: zeros([0], "float32") });
    expect([none.rows.shape, none.columns.shape]).toEqual([
      [3, 0],
      [0, 2],
    ]);
  });
});

describe("stack([a, b, …])", () => {
  it("takes a literal of the shape of the others", () => {
    expect(graph({ a: f32(2) }, ({ a }) => ({ y: stack([a, [1, 2]]) })).nodes.stack1).toMatchObject({ shape: [2, 2], dtype: "float32" });
  });

  it("refuses what is no list, and shapes that differ: nothing is broadcast", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ a: f32(2) }, ({ a }) => ({ y: stack(a) }))).toThrow("stack: operands must be one list of tensors");
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ a: f32(2), b: f32(1) }, ({ a, b }) => ({ y: stack([a, b]) }))).toThrow(
      'stack: shapes must be equal, got float32[2] and float32[1] (node "stack1"); reshape or slice them',
    );
  });
});
