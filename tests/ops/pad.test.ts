import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, i32, u8 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { pad } from "../../ops/move/pad.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";
import { op } from "../graph/untyped-ops.ts";

const ones = (rows: number, columns: number): number[][] => Array.from({ length: rows }, () => Array<number>(columns).fill(1));

describe.each([reference, wasm()])("pad(x, { pads, mode, value }) on $name", (backend) => {
  it("puts a number around x, its edge, or x mirrored there", () => {
    const { zero, lowest, edge, reflect, cut, apart } = compile(
      graph({ x: f32("n"), image: i32(2, 2) }, ({ x, image }) => ({
        zero: pad(image, {
          pads: [
            [1, 0],
            [0, 1],
          ],
        }),
        lowest: pad(x, { pads: [[1, 1]], value: Number.NEGATIVE_INFINITY }),
        edge: pad(x, { pads: [[2, 1]], mode: "edge" }),
        reflect: pad(x, { pads: [[2, 2]], mode: "reflect" }),
        cut: pad(x, { pads: [[-1, 1]] }),
        apart: pad(image, {
          pads: [
            [0, 0],
            [0, 1],
          ],
          value: 9,
          dilation: [2, 2],
        }),
      })),
      { backend },
    ).run({
      x: [1, 2, 3],
      image: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(zero.tolist()).toEqual([
      [0, 0, 0],
      [1, 2, 0],
      [3, 4, 0],
    ]);
    expect(lowest.tolist()).toEqual([Number.NEGATIVE_INFINITY, 1, 2, 3, Number.NEGATIVE_INFINITY]);
    expect(edge.tolist()).toEqual([1, 1, 1, 2, 3, 3]);
    expect(reflect.tolist()).toEqual([3, 2, 1, 2, 3, 2, 1]);
    expect(cut.tolist()).toEqual([2, 3, 0]);
    expect(apart.tolist()).toEqual([
      [1, 9, 2, 9],
      [9, 9, 9, 9],
      [3, 9, 4, 9],
    ]);
  });

  it("takes names and expressions of them as pads", () => {
    const network = graph({ x: f32("batch", "time"), y: f32("batch", "longer") }, ({ x, y }) => ({
      padded: pad(x, {
        pads: [
          [0, 0],
          [0, "longer-time"],
        ],
        value: 7,
      }),
      y,
    }));
    expect(network.nodes.pad1?.shape).toEqual(["batch", "longer"]);
    const program = compile(network, { backend });
    expect(program.run({ x: [[1, 2]], y: ones(1, 4) }).padded.tolist()).toEqual([[1, 2, 7, 7]]);
    expect(program.run({ x: [[1, 2]], y: ones(1, 1) }).padded.tolist()).toEqual([[1]]);
    expect(program.run({ x: zeros([0, 2], "float32"), y: zeros([0, 3], "float32") }).padded.shape).toEqual([0, 3]);
  });

  it("gives an element the sum of the cotangents of its copies, of named axes, too", () => {
    const slopes = (mode: "constant" | "edge" | "reflect", pads: [number, number], n: number) => {
      const network = graph({ x: f32("n", 1), w: f32("n+3", 1) }, ({ x, w }) => ({
        loss: sum(mul(pad(x, { pads: [pads, [0, 0]], mode }), w)),
      }));
      const program = compile(gradients(network, { of: "loss", with: ["x"] }), { backend });
      const w = Array.from({ length: n + 3 }, (_, i) => [10 ** i]);
      return Array.from(program.run({ x: ones(n, 1), w }, ["loss", "d.x"])["d.x"].data);
    };
    expect(slopes("constant", [2, 1], 3)).toEqual([100, 1000, 10000]);
    expect(slopes("edge", [2, 1], 3)).toEqual([111, 1000, 110000]);
    expect(slopes("reflect", [2, 1], 3)).toEqual([100, 101010, 10001]);
    expect(slopes("edge", [-1, 4], 3)).toEqual([0, 1, 111110]);
  });

  it("stops where a run gives an axis that is too short", () => {
    const run = (mode: "edge" | "reflect", n: number) => () =>
      compile(
        graph({ x: f32("n") }, ({ x }) => ({ y: pad(x, { pads: [[0, 2]], mode }) })),
        { backend },
      ).run({ x: zeros([n], "float32") });
    expect(run("edge", 0)).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: pad: an axis must have elements to go on, got [0, 2] for axis 0 of [0] (node "pad1"); pad with a number, or not at all]`,
    );
    expect(run("reflect", 2)).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: pad: an axis must be longer than what is mirrored of it, got [0, 2] for axis 0 of [2] (node "pad1"); pad less]`,
    );
    const cut = graph({ x: f32("n") }, ({ x }) => ({ y: pad(x, { pads: [[-2, -2]] }) }));
    expect(() => compile(cut, { backend }).run({ x: [1, 2, 3] })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: plan: a size must be at least 0, got n-4 = -1 for n = 3 (node "pad1"); feed more, or slice less]`,
    );
  });
});

describe("pad(x, { pads, mode, value })", () => {
  const made = (options: object) => graph({ x: f32(2, 3) }, ({ x }) => ({ y: op.pad(x, options) }));

  it("refuses pads that are not a pair for each axis, or cut off more than there is", () => {
    expect(() => made({ pads: [[1, 1]] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: pads must be a pair [before, after] for each axis, got [[1, 1]] for float32[2, 3] (node "pad1"); write [0, 0] for those that stay]`,
    );
    expect(() => made({ pads: [1, 1, 2, 2] })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: pads must be a pair [before, after] for each axis, got 1 (node "x"); write [[1, 1], [0, 2]]]`,
    );
    expect(() =>
      made({
        pads: [
          [1, 1],
          [0.5, 0],
        ],
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: attribute pads must be a list of whole numbers, names and expressions of names, got [1, 1, 0.5, 0] (node "pad1"); correct it]`,
    );
    expect(() => made({})).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: attribute pads must be a list of whole numbers, names and expressions of names, got nothing (node "pad1"); correct it]`,
    );
    expect(() =>
      graph({ x: f32(2, 3) }, ({ x }) => ({
        y: pad(x, {
          // @ts-expect-error the compiler sees it, too
          pads: [
            [0, 0],
            [-4, 0],
          ],
        }),
      })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: no more elements may be cut off than there are, got [-4, 0] for axis 1 of [2, 3] (node "pad1"); cut off less]`,
    );
  });

  it("refuses a value that the dtype has not, and one of another mode", () => {
    expect(() => graph({ x: u8(2) }, ({ x }) => ({ y: pad(x, { pads: [[1, 1]], value: 256 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: value must be one of uint8, 0 … 255, got 256 for uint8[2] (node "pad1"); correct value, or cast x]`,
    );
    expect(() => graph({ x: i32(2) }, ({ x }) => ({ y: pad(x, { pads: [[1, 1]], value: 0.5 }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: value must be one of int32, -2147483648 … 2147483647, got 0.5 for int32[2] (node "pad1"); correct value, or cast x]`,
    );
    expect(() =>
      made({
        pads: [
          [0, 0],
          [0, 0],
        ],
        mode: "wrap",
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: attribute mode must be "constant" | "edge" | "reflect", got "wrap" (node "pad1"); correct it]`,
    );
  });

  it("refuses edges of nothing, mirrors that are too short, and elements between those that go on", () => {
    expect(() => graph({ x: f32(0) }, ({ x }) => ({ y: pad(x, { pads: [[1, 0]], mode: "edge" }) }))).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: an axis must have elements to go on, got [1, 0] for axis 0 of [0] (node "pad1"); pad with a number, or not at all]`,
    );
    expect(() =>
      made({
        pads: [
          [2, 0],
          [0, 0],
        ],
        mode: "reflect",
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: an axis must be longer than what is mirrored of it, got [2, 0] for axis 0 of [2, 3] (node "pad1"); pad less]`,
    );
    expect(() =>
      made({
        pads: [
          [1, 0],
          [0, 0],
        ],
        mode: "edge",
        dilation: [1, 2],
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: only "constant" has a number that stands between elements, got "edge" and dilation [1, 2] (node "pad1"); leave one of them out]`,
    );
    expect(() =>
      made({
        pads: [
          [1, 0],
          [0, 0],
        ],
        dilation: [0, 1],
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: pad: dilation must be one whole number ≥ 1 for each axis, got [0, 1] for float32[2, 3] (node "pad1"); write 1 for those that stay]`,
    );
  });
});
