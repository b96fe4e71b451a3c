import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { overlapAdd } from "../../ops/move/overlap-add.ts";
import { windows } from "../../ops/move/windows.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { op } from "../graph/untyped-ops.ts";

describe.each([reference, wasm()])("overlapAdd(x, { axes, stride, dilation, lengths }) on $name", (backend) => {
  it("adds windows where they overlap, and reaches as far as they do where no length is given", () => {
    const { over, beside, longer } = compile(
      graph({ x: f32("count", 3) }, ({ x }) => ({
        over: overlapAdd(x, { axes: 0 }),
        beside: overlapAdd(x, { axes: "count", stride: 4 }),
        longer: overlapAdd(x, { axes: 0, stride: 3, lengths: ["3*count+2"] }),
      })),
      { backend },
    ).run({
      x: [
        [1, 2, 3],
        [10, 20, 30],
      ],
    });
    expect(over.tolist()).toEqual([1, 12, 23, 30]);
    expect(beside.tolist()).toEqual([1, 2, 3, 0, 10, 20, 30]);
    expect(longer.tolist()).toEqual([1, 2, 3, 10, 20, 30, 0, 0]);
  });

  it("undoes windows that do not overlap, of planes with channels and of named sizes", () => {
    const network = graph({ x: f32("batch", "2*height", 4, 1) }, ({ x }) => ({
      again: overlapAdd(windows(x, { size: 2, stride: 2 }), { stride: 2, lengths: ["2*height", 4] }),
    }));
    const program = compile(network, { backend });
    const x = [
      [
        [[1], [2], [3], [4]],
        [[5], [6], [7], [8]],
      ],
    ];
    expect(program.run({ x }).again.tolist()).toEqual(x);
    expect(program.run({ x: zeros([0, 4, 4, 1], "float32") }).again.shape).toEqual([0, 4, 4, 1]);
  });
});

describe("overlapAdd(x, { axes, stride, dilation, lengths })", () => {
  const made = (options: object) => graph({ x: f32(2, 3, 5, 2) }, ({ x }) => ({ y: op.overlapAdd(x, options) }));

  it("takes half of the axes between the first and the last two where none is named", () => {
    expect(made({}).nodes.overlapAdd1).toMatchObject({ shape: [2, 4, 5], attrs: { axes: [1], lengths: [4] } });
  });

  it("refuses lengths that have another number of windows, and strides below 1", () => {
    expect(() => made({ lengths: [5] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: overlapAdd: an axis must have as many windows as x has, got 4 in 5, and 3 along axis 1 of [2, 3, 5, 2] (node "overlapAdd1"); correct lengths]`,
    );
    expect(() => made({ lengths: [4, 4] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: overlapAdd: lengths must be one for each of the axes, got [4, 4] for [1] (node "overlapAdd1"); correct lengths]`,
    );
    expect(() => made({ stride: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: overlapAdd: stride must be one whole number ≥ 1 for each of the axes [1], got [0] for float32[2, 3, 5, 2] (node "overlapAdd1"); correct stride]`,
    );
    expect(() => made({ axes: 3 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: overlapAdd: axis must be one of -3 to 2, got axis 3 for [2, 3, 5] (node "overlapAdd1"); correct axis]`,
    );
  });
});
