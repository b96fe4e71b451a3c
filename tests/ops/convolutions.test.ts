import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d, depthwiseConv2d, sum } from "../../ops/index.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";

const refused = (build: (x: Tensor) => Tensor, ...shape: (number | string)[]): string => {
  try {
    graph({ x: f32(...shape) }, ({ x }) => ({ y: build(x) }));
    return "nothing refused";
  } catch (error) {
    return String(error);
  }
};

describe("convolutions of other axes and kinds", () => {
  it("make weights in the order of their layout", () => {
    const shapes = (build: (x: Tensor) => Tensor, ...shape: (number | string)[]) => {
      const { nodes } = graph({ x: f32(...shape) }, ({ x }) => ({ y: build(x) }));
      return Object.values(nodes).map((node) => node.shape);
    };
    const list = [
      shapes((x) => conv1d(x as never, { filters: 4, size: 3, groups: 2 }), "n", "time", 2),
      shapes((x) => conv3d(x as never, { filters: 4, size: [1, 2, 3], layout: "NCDHW" }), "n", 2, 5, 5, 5),
      shapes((x) => convTranspose2d(x as never, { filters: 6, size: [2, 3], stride: 2, groups: 2 }), "n", 5, "w", 4),
      shapes((x) => convTranspose1d(x as never, { filters: 6, size: 3, layout: "NCW", groups: 2 }), "n", 4, 5),
      shapes((x) => depthwiseConv2d(x as never, { size: 3, depthMultiplier: 2, padding: "same" }), "n", "h", "w", 4),
      shapes((x) => depthwiseConv2d(x as never, { size: 3, depthMultiplier: 2, layout: "NCHW" }), "n", 4, 5, 5),
    ];
    expect(list.map((one) => one.slice(1).map((shape) => shape.join(" ")))).toEqual([
      ["3 1 4", "4", "n time-2 4"],
      ["4 2 1 2 3", "4", "n 4 5 4 3"],
      ["2 3 3 4", "6", "n 10 2*w+1 6"],
      ["4 3 3", "6", "n 6 7"],
      ["3 3 4 2", "8", "n h w 8"],
      ["8 1 3 3", "8", "n 8 3 3"],
    ]);
  });

  // Keras' compute_fans of a kernel [...window, in ÷ groups, out], whatever the layout: window · in ÷ groups and window · out.
  it("start from numbers of the connections of a unit, whatever the order of their weights", () => {
    const start = (build: (x: Tensor) => Tensor, ...shape: number[]) =>
      Object.values(graph({ x: f32(...shape) }, ({ x }) => ({ y: build(x) }), { init: "heNormal" }).nodes)[1]?.attrs.init;
    expect([
      start((x) => conv2d(x as never, { filters: 8, size: 3, groups: 2 }), 1, 9, 9, 4),
      start((x) => conv2d(x as never, { filters: 8, size: 3, groups: 2, layout: "NCHW" }), 1, 4, 9, 9),
      start((x) => conv1d(x as never, { filters: 8, size: 3, layout: "NCW", init: { randn: 0.1 } }), 1, 4, 9),
      start((x) => convTranspose2d(x as never, { filters: 8, size: 3 }), 1, 9, 9, 4),
      start((x) => depthwiseConv2d(x as never, { size: 3, depthMultiplier: 2 }), 1, 9, 9, 4),
    ]).toEqual([
      { scaled: "heNormal" },
      { scaled: "heNormal(18, 72)" },
      { randn: 0.1 },
      { scaled: "heNormal(36, 72)" },
      // Of the four channels a filter sees one; Keras counts all.
      { scaled: "heNormal(9, 18)" },
    ]);
  });

  it("say what does not fit", () => {
    expect([
      refused((x) => conv1d(x as never, { filters: 2, size: 5 }), 2, 3, 1),
      refused((x) => conv3d(x as never, { filters: 2, size: [1, 2] }), 2, 3, 3, 3, 1),
      refused((x) => conv1d(x as never, { filters: 2, size: 1, layout: "NCHW" } as never), 2, 3, 1),
      refused((x) => convTranspose2d(x as never, { filters: 2, size: 3, outputPadding: 1 }), 2, 3, 3, 1),
      refused((x) => convTranspose2d(x as never, { filters: 2, size: 3, stride: 2, outputPadding: 1, padding: "same" }), 2, 3, 3, 1),
      refused((x) => convTranspose2d(x as never, { filters: 2, size: 3, stride: 2, outputPadding: [1] } as never), 2, 3, 3, 1),
      refused((x) => convTranspose3d(x as never, { filters: 2, size: 1, stride: 0 } as never), 2, 3, 3, 3, 1),
      refused((x) => convTranspose1d(x as never, { filters: 3, size: 2, groups: 2 }), 2, 3, 4),
      refused((x) => depthwiseConv2d(x as never, { size: 3, depthMultiplier: 0 }), 2, 3, 3, 1),
      refused((x) => depthwiseConv2d(x as never, { size: 3, depth_multiplier: 2 } as never), 2, 3, 3, 1),
      refused((x) => depthwiseConv2d(x as never, { size: 3, groups: 2 } as never), 2, 3, 3, 2),
      refused((x) => depthwiseConv2d(x as never, { filters: 3 } as never), 2, 3, 3, 2),
      refused((x) => depthwiseConv2d(x as never, { size: 3 }), 2, 3, 3, "channels"),
    ]).toMatchInlineSnapshot(`
      [
        "OpError: conv1d: the window must not be larger than what it slides over, got 5 elements over 3 of axis 1 of [2, 3, 1] (node "conv1d1"); take a smaller one, or padding: "same"",
        "OpError: conv3d: size must be a whole number ≥ 1, or one for each of 3 axes, got [1, 2] (node "conv3d1"); correct size",
        "OpError: conv1d: attribute layout must be "NWC" | "NCW", got "NCHW" (node "conv1d1"); correct it",
        "OpError: convTranspose2d: outputPadding must be at least 0 and less than the stride 1 × 1, and 0 where the padding is "same", got [1, 1] (node "convTranspose2d1"); correct outputPadding",
        "OpError: convTranspose2d: outputPadding must be at least 0 and less than the stride 2 × 2, and 0 where the padding is "same", got [1, 1] (node "convTranspose2d1"); correct outputPadding",
        "OpError: convTranspose2d: outputPadding must be at least 0 and less than the stride 2 × 2, and 0 where the padding is "same", got [1] (node "convTranspose2d1"); correct outputPadding",
        "OpError: convTranspose3d: stride must be a whole number ≥ 1, one for each of 3 axes, got [0, 0, 0] (node "convTranspose3d1"); correct stride",
        "OpError: convTranspose1d: groups must divide channels and filters, got 2 groups of 4 channels and 3 filters (node "convTranspose1d1"); correct groups",
        "OpError: depthwiseConv2d: depthMultiplier must be a whole number ≥ 1, got 0 (node "depthwiseConv2d1"); correct depthMultiplier",
        "OpError: depthwiseConv2d: options must be some of { size, depthMultiplier, stride, dilation, padding, layout, init, bias, activation, l1, l2, weights, name }, got "depth_multiplier"; did you mean depthMultiplier?",
        "OpError: depthwiseConv2d: options must be some of { size, depthMultiplier, stride, dilation, padding, layout, init, bias, activation, l1, l2, weights, name }, got "groups"; leave it out",
        "OpError: depthwiseConv2d: options must be some of { size, depthMultiplier, stride, dilation, padding, layout, init, bias, activation, l1, l2, weights, name }, got "filters"; leave it out",
        "OpError: depthwiseConv2d: the channels of x [batch, height, width, channels] must be a number, got float32[2, 3, 3, channels] (node "depthwiseConv2d1"); give them as a number",
      ]
    `);
  });
});

describe.each([reference, wasm()])("on $name", (backend) => {
  it("a causal convolution sees nothing that comes later: with weights 1, 10 it is x[t − 1] + 10 x[t]", () => {
    const { y } = compile(
      graph({ x: f32("n", "time", 1) }, ({ x }, g) => ({ y: conv1d(x, { weights: g.constant([[[1]], [[10]]]), padding: [[1, 0]] }) })),
      { backend },
    ).run({ x: [[[1], [2], [3]]] });
    expect([...y.data]).toEqual([10, 21, 32]);
  });

  it("convTranspose2d makes an image twice as large: each element times the window, added where windows overlap", () => {
    const { y } = compile(
      graph({ x: f32("n", 1, "w", 1) }, ({ x }, g) => ({
        y: convTranspose2d(x, { weights: g.constant([[[[1]], [[10]], [[100]]]]), stride: [1, 2] }),
      })),
      { backend },
    ).run({ x: [[[[1], [2]]]] });
    expect([y.shape, [...y.data]]).toEqual([
      [1, 1, 5, 1],
      [1, 10, 102, 20, 200],
    ]);
  });

  it("depthwiseConv2d keeps channels apart, the filters of each beside each other", () => {
    const { y } = compile(
      graph({ x: f32("n", 1, 1, 2) }, ({ x }, g) => ({
        y: depthwiseConv2d(x, {
          weights: g.constant([
            [
              [
                [1, 10],
                [100, 1000],
              ],
            ],
          ]),
        }),
      })),
      { backend },
    ).run({ x: [[[[3, 7]]]] });
    expect([...y.data]).toEqual([3, 30, 700, 7000]);
  });

  it("all of no samples are of no samples", () => {
    const program = compile(
      graph({ x: f32("n", 4, 4, 2) }, ({ x }) => ({
        a: sum(conv2d(x, { filters: 2, size: 3, groups: 2 })),
        b: sum(convTranspose2d(x, { filters: 2, size: 3, stride: 2 })),
        c: depthwiseConv2d(x, { size: 3 }),
      })),
      { backend },
    );
    const { a, b, c } = program.run({ x: zeros([0, 4, 4, 2], "float32") });
    expect([a.data[0], b.data[0], c.shape]).toEqual([0, 0, [0, 2, 2, 2]]);
  });
});
