import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, f64 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { windows } from "../../ops/move/windows.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";
import { op } from "../graph/untyped-ops.ts";

describe.each([reference, wasm()])("windows(x, { size, stride, dilation, axes }) on $name", (backend) => {
  it("are the parts of an axis, and of the axes between batch and channels where none is named", () => {
    const { pairs, far, planes } = compile(
      graph({ x: f32("n"), images: f32("batch", "height", 3, 1) }, ({ x, images }) => ({
        pairs: windows(x, { size: 2, axes: "n" }),
        far: windows(x, { size: 2, stride: 3, dilation: 2, axes: 0 }),
        planes: windows(images, { size: [2, 3] }),
      })),
      { backend },
    ).run({
      x: [1, 2, 3, 4, 5, 6],
      images: [
        [
          [[1], [2], [3]],
          [[4], [5], [6]],
          [[7], [8], [9]],
        ],
      ],
    });
    expect(pairs.tolist()).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
    ]);
    expect(far.tolist()).toEqual([
      [1, 3],
      [4, 6],
    ]);
    expect(planes.shape).toEqual([1, 2, 1, 1, 2, 3]);
    expect(Array.from(planes.data)).toEqual([1, 2, 3, 4, 5, 6, 4, 5, 6, 7, 8, 9]);
  });

  it("count of a named axis is an expression, and a run in which that is smaller than a window is an error", () => {
    const network = graph({ x: f64("batch", "height", "2*width", 3) }, ({ x }) => ({ y: windows(x, { size: 3, stride: 2 }) }));
    expect(network.nodes.windows1?.shape).toEqual(["batch", "(height+1)//2-1", "width-1", 3, 3, 3]);
    const program = compile(network, { backend });
    expect(program.run({ x: zeros([0, 3, 4, 3], "float64") }).y.shape).toEqual([0, 1, 1, 3, 3, 3]);
    expect(() => program.run({ x: zeros([1, 2, 4, 3], "float64") })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: windows: a window must not be larger than its axis, got 3 elements and 2 of axis 1 of [1, 2, 4, 3] (node "windows1"); take a smaller window, or pad x]`,
    );
    expect(() => program.run({ x: zeros([1, 3, 0, 3], "float64") })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: plan: a size must be at least 0, got width-1 = -1 for batch = 1, height = 3, width = 0 (node "windows1"); feed more, or slice less]`,
    );
  });

  it("give an element the sum of the cotangents of the windows that it is in", () => {
    const counted = graph({ x: f32("n") }, ({ x }) => ({ loss: sum(windows(x, { size: 3, stride: 2, axes: 0 })) }));
    const program = compile(gradients(counted, { of: "loss", with: ["x"] }), { backend });
    const run = (n: number) => program.run({ x: zeros([n], "float32") }, ["loss", "d.x"])["d.x"].tolist();
    expect(run(8)).toEqual([1, 1, 2, 1, 2, 1, 1, 0]);
    expect(run(3)).toEqual([1, 1, 1]);
  });
});

describe("windows(x, { size, stride, dilation, axes })", () => {
  const made = (options: object) => graph({ x: f32("batch", 4, 2) }, ({ x }) => ({ y: op.windows(x, options) }));

  it("refuses a window that is larger than its axis, and names both sizes", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32(9, 4, 2) }, ({ x }) => ({ y: windows(x, { size: 5 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: a window must not be larger than its axis, got 5 elements and 4 of axis 1 of [9, 4, 2] (node "windows1"); take a smaller window, or pad x]`,
    );
    expect(() => made({ size: 3, dilation: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: a window must not be larger than its axis, got 5 elements with those between its 3 and 4 of axis 1 of [batch, 4, 2] (node "windows1"); take a smaller window, or pad x]`,
    );
  });

  it("refuses sizes, strides and dilations that are no whole numbers ≥ 1, or not one for each axis", () => {
    expect(() => made({ size: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: size must be one whole number ≥ 1 for each of the axes [1], got [0] for [batch, 4, 2] (node "windows1"); correct size]`,
    );
    expect(() => made({ size: 2, stride: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: stride must be one whole number ≥ 1 for each of the axes [1], got [0] for [batch, 4, 2] (node "windows1"); correct stride]`,
    );
    expect(() => made({ size: 2, dilation: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: dilation must be one whole number ≥ 1 for each of the axes [1], got [-1] for [batch, 4, 2] (node "windows1"); correct dilation]`,
    );
    expect(() => made({ size: 1.5 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: attribute size must be a list of whole numbers, got [1.5] (node "windows1"); correct it]`,
    );
    expect(() => made({ size: [2, 2] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: size must be one whole number ≥ 1 for each of the axes [1], got [2, 2] for [batch, 4, 2] (node "windows1"); correct size]`,
    );
    expect(() => made({})).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: attribute size must be a list of whole numbers, got nothing (node "windows1"); correct it]`,
    );
  });

  it("refuses axes that x does not have, and one that is named twice", () => {
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32("n", 2) }, ({ x }) => ({ y: windows(x, { size: 2 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: axes must be named where x has no axis between the first and the last, got float32[n, 2] (node "x"); pass { axes: 0 }]`,
    );
    expect(() => made({ size: 2, axes: 3 })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: axis must be one of -3 to 2, got axis 3 for [batch, 4, 2] (node "windows1"); correct axis]`,
    );
    expect(() => made({ size: 2, axes: "time" })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: axis must be a position or a dim's name, got "time" for [batch, 4, 2] (node "x"); correct axis]`,
    );
    expect(() => made({ size: 2, axes: [1, -2] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: windows: axes must differ, got [1, 1] for [batch, 4, 2] (node "windows1"); name each axis once]`,
    );
  });
});
