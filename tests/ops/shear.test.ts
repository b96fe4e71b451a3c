import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { shear } from "../../ops/move/shear.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { op } from "../graph/untyped-ops.ts";

describe.each([reference, wasm()])("shear(x, { axis, along, step }) on $name", (backend) => {
  it("takes each column further on, forwards and backwards", () => {
    const { on, back, rows } = compile(
      graph({ x: f32("n", 2) }, ({ x }) => ({
        on: shear(x, { axis: 0, along: 1, step: 1 }),
        back: shear(x, { axis: "n", along: -1, step: -1 }),
        rows: shear(x, { axis: 1, along: 0, step: 0 }),
      })),
      { backend },
    ).run({
      x: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    });
    expect(on.tolist()).toEqual([
      [1, 4],
      [3, 6],
    ]);
    expect(back.tolist()).toEqual([
      [3, 2],
      [5, 4],
    ]);
    expect(rows.tolist()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  it("stops where a run gives fewer elements than it is sheared by", () => {
    const program = compile(
      graph({ x: f32("n", 3) }, ({ x }) => ({ y: shear(x, { axis: 0, along: 1, step: 2 }) })),
      { backend },
    );
    expect(program.run({ x: Array.from({ length: 5 }, (_, i) => [i, i, i]) }).y.tolist()).toEqual([[0, 2, 4]]);
    expect(program.run({ x: Array.from({ length: 4 }, (_, i) => [i, i, i]) }).y.shape).toEqual([0, 3]);
    expect(() => program.run({ x: [[1, 2, 3]] })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: plan: a size must be at least 0, got n-4 = -3 for n = 1 (node "shear1"); feed more, or slice less]`,
    );
  });
});

describe("shear(x, { axis, along, step })", () => {
  const made = (options: object) => graph({ x: f32(2, 4) }, ({ x }) => ({ y: op.shear(x, options) }));

  it("refuses axes that x does not have, one axis twice, and more than there is", () => {
    expect(() => made({ axis: 0, along: 2, step: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: shear: axis must be one of -2 to 1, got axis 2 for [2, 4] (node "shear1"); correct axis]`,
    );
    expect(() => made({ axis: 0, along: -2, step: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: shear: axes must differ, got [0, 0] for [2, 4] (node "shear1"); name each axis once]`,
    );
    expect(() => made({ axis: 0, along: 1, step: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: shear: an axis must have the elements that it is sheared by, got step 1 for each of the 4 of axis 1, and axis 0 of [2, 4] (node "shear1"); pad x, or shear less]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32(2, 4) }, ({ x }) => ({ y: shear(x, { axis: 1, along: 1, step: 1 }) }))).toThrow("axes must differ");
  });
});
