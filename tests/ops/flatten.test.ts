import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { flatten, flattenOp } from "../../ops/move/flatten.ts";

describe("flatten(x)", () => {
  it.each([
    [undefined, ["batch", "12*time"], 1],
    [0, ["12*batch*time"], 0],
    [2, ["batch", "time", 12], 2],
    [-1, ["batch", "time", 3, 4], 3],
    ["time", ["batch", "12*time"], 1],
    [4, ["batch", "time", 3, 4, 1], 4],
  ] as const)("from axis %j on gives %j", (axis, shape, resolved) => {
    const options = axis === undefined ? {} : { axis };
    const net = graph({ x: f32("batch", "time", 3, 4) }, ({ x }) => ({ y: flatten(x, options) }));
    expect(net.nodes.flatten1).toMatchObject({ shape, attrs: { axis: resolved } });
  });

  it("makes a column of a vector, and refuses a scalar without an axis", () => {
    expect(graph({ x: f32("n") }, ({ x }) => ({ y: flatten(x) })).nodes.flatten1?.shape).toEqual(["n", 1]);
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32() }, ({ x }) => ({ y: flatten(x) }))).toThrow(
      'flatten: axis must be one of 0 to 0, got axis 1 for [] (node "flatten1"); correct axis',
    );
  });

  it("shares the memory of x", () => {
    expect(flattenOp).toMatchObject({ view: "x" });
  });
});
