import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { roll } from "../../ops/move/roll.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";

describe.each([reference, wasm()])("roll(x, { shift, axis }) on $name", (backend) => {
  it("moves elements on, modulo the size that the axis has in the run", () => {
    const rolled = (shift: number, x: number[]) =>
      Array.from(
        compile(
          graph({ x: f32("n") }, ({ x }) => ({ y: roll(x, { shift, axis: "n" }) })),
          { backend },
        ).run({ x }).y.data,
      );
    expect([1, -1, 5, -8, 0, 3].map((shift) => rolled(shift, [1, 2, 3]))).toEqual([
      [3, 1, 2],
      [2, 3, 1],
      [2, 3, 1],
      [3, 1, 2],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(rolled(2, [7])).toEqual([7]);
  });

  it("takes no rows", () => {
    const program = compile(
      graph({ x: f32("n", 2) }, ({ x }) => ({ y: roll(x, { shift: 1, axis: 0 }) })),
      { backend },
    );
    expect(program.run({ x: zeros([0, 2], "float32") }).y.shape).toEqual([0, 2]);
  });
});

describe("roll(x, { shift, axis })", () => {
  it("refuses an axis that x does not have, and a fraction", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32("n") }, ({ x }) => ({ y: roll(x, { shift: 1, axis: 1 }) }))).toThrow(
      'roll: axis must be one of -1 to 0, got axis 1 for [n] (node "roll1"); correct axis',
    );
    expect(() => graph({ x: f32("n") }, ({ x }) => ({ y: roll(x, { shift: 0.5, axis: 0 }) }))).toThrow(
      'roll: attribute shift must be a whole number, got 0.5 (node "roll1"); correct it',
    );
  });
});
