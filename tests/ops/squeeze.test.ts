import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { squeeze, squeezeOp } from "../../ops/move/squeeze.ts";

describe("squeeze(x)", () => {
  it("drops all axes of size 1, or those that are given, and keeps names", () => {
    const { nodes } = graph({ x: f32(1, "2*batch", 1, 3) }, ({ x }) => ({
      all: squeeze(x),
      one: squeeze(x, { axis: -2 }),
      none: squeeze(x, { axis: [] }),
    }));
    expect([nodes.squeeze1, nodes.squeeze2, nodes.squeeze3].map((node) => [node?.shape, node?.attrs.axis])).toEqual([
      [
        ["2*batch", 3],
        [0, 2],
      ],
      [[1, "2*batch", 3], [2]],
      [[1, "2*batch", 1, 3], []],
    ]);
  });

  it("refuses an axis of another size, a name among them", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32("batch", 1) }, ({ x }) => ({ y: squeeze(x, { axis: "batch" }) }))).toThrow(
      'squeeze: axes must have size 1, got axis 0 of [batch, 1] (node "squeeze1"); leave it out, or reshape',
    );
  });

  it("shares the memory of x", () => {
    expect(squeezeOp).toMatchObject({ view: "x" });
  });
});
