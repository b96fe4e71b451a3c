import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, f64 } from "../../graph/input.ts";
import { type array, zeros } from "../../graph/ndarray.ts";
import { print } from "../../graph/print/print.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { conv2d, mul, relu, sum } from "../../ops/index.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { random } from "../../src/data/random.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";

const image = { x: f32("batch", 6, 6, 2) };
const built = (build: (x: Tensor) => Tensor) => graph(image, ({ x }) => ({ y: build(x) }));
const refused = (build: (x: Tensor) => Tensor): string => {
  try {
    built(build);
    return "nothing refused";
  } catch (error) {
    return String(error);
  }
};

describe("conv2d(x, { filters, size })", () => {
  it("makes weights [h, w, channels, filters] and biases, and takes what dense takes", () => {
    const network = graph(image, ({ x }) => ({
      y: conv2d(x, { filters: 4, size: [3, 2], activation: relu, name: "edges" }),
      z: conv2d(x, { filters: 6, size: 1, groups: 2, bias: false, init: "heNormal" }),
    }));
    expect(print(network)).toMatchInlineSnapshot(`
      "x = input : float32[batch, 6, 6, 2]
      edges.weights = parameter randn(0.01) : float32[3, 2, 2, 4]
      edges.biases = parameter zeros : float32[4]
      edges = conv2d(x, edges.weights, edges.biases) {dilation: [1, 1], groups: 1, layout: "NHWC", padding: "valid", pads: [], stride: [1, 1]} : float32[batch, 4, 5, 4]
      relu1 = relu(edges) : float32[batch, 4, 5, 4]
      conv2d1.weights = parameter heNormal : float32[1, 1, 1, 6]
      conv2d1 = conv2d(x, conv2d1.weights) {dilation: [1, 1], groups: 2, layout: "NHWC", padding: "valid", pads: [], stride: [1, 1]} : float32[batch, 6, 6, 6]
      output y = relu1
      output z = conv2d1"
    `);
  });

  it("makes weights [filters, channels, h, w] where channels come first", () => {
    const { nodes } = graph({ x: f64("batch", 2, 6, 6) }, ({ x }) => ({
      y: conv2d(x, { filters: 4, size: [3, 2], layout: "NCHW", padding: "same" }),
    }));
    expect([nodes["conv2d1.weights"], nodes.conv2d1]).toMatchObject([
      { shape: [4, 2, 3, 2], dtype: "float64" },
      { shape: ["batch", 4, 6, 6], dtype: "float64" },
    ]);
  });

  it("keeps names where windows are as many as elements, and counts them where they are not", () => {
    const { nodes } = graph({ x: f32("batch", "height", "width", 1) }, ({ x }) => ({
      same: conv2d(x, { filters: 1, size: 5, padding: "same" }),
      half: conv2d(x, { filters: 1, size: 3, padding: "same", stride: 2 }),
      apart: conv2d(x, { filters: 1, size: 2, padding: "same", stride: 3 }),
      inside: conv2d(x, { filters: 1, size: 3, dilation: [1, 2] }),
      each: conv2d(x, { filters: 1, size: 1 }),
    }));
    expect([1, 2, 3, 4, 5].map((i) => (nodes[`conv2d${i}`]?.shape ?? []).slice(1, 3))).toEqual([
      ["height", "width"],
      ["(height+1)//2", "(width+1)//2"],
      // ⌈n ÷ 3⌉ where the padding of a window of 2 is 1 if n is one more than a multiple of 3, else 0.
      [expect.any(String), expect.any(String)],
      ["height-2", "width-4"],
      ["height", "width"],
    ]);
  });

  it("says what does not fit, once and clearly", () => {
    expect([
      refused((x) => conv2d(x, { filters: 3, size: 7 } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, stride: 0 } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, dilation: [1] } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, dilation: [3, 1] } as never)),
      refused((x) => conv2d(x, { filters: 4, size: 3, groups: 4 } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, groups: 0 } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, padding: "full" } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, padding: 1 } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, padding: [[1, 1]] } as never)),
      refused((x) =>
        conv2d(x, {
          filters: 3,
          size: 3,
          padding: [
            [1, -1],
            [0, 0],
          ],
        } as never),
      ),
      refused((x) => conv2d(x, { filters: 3, size: 3, layout: "nhwc" } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 0 } as never)),
      refused((x) => conv2d(x, { filters: 3, size: "3" } as never)),
      refused((x) => conv2d(x, { filters: 3 } as never)),
      refused((x) => conv2d(x, { size: 3 } as never)),
      refused((x) => conv2d(x, { filters: 2.5, size: 3 } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, kernel_size: 3 } as never)),
      refused((x) => conv2d(x, { filters: 3, kernelSize: 3 } as never)),
      refused((x) => conv2d(x, { filters: 3, size: 3, strides: 2 } as never)),
      refused((x) => conv2d(sum(x, { axis: 3 }) as never, { filters: 3, size: 3 } as never)),
    ]).toMatchInlineSnapshot(`
      [
        "OpError: conv2d: the window must not be larger than what it slides over, got 7 elements over 6 of axis 1 of [batch, 6, 6, 2] (node "conv2d1"); take a smaller one, or padding: "same"",
        "OpError: conv2d: stride must be a whole number ≥ 1, one for each of 2 axes, got [0, 0] (node "conv2d1"); correct stride",
        "OpError: conv2d: dilation must be a whole number ≥ 1, one for each of 2 axes, got 1 (node "conv2d1"); correct dilation",
        "OpError: conv2d: the window must not be larger than what it slides over, got 7 elements with those between its 3 over 6 of axis 1 of [batch, 6, 6, 2] (node "conv2d1"); take a smaller one, or padding: "same"",
        "OpError: conv2d: groups must divide channels and filters, got 4 groups of 2 channels and 4 filters (node "conv2d1"); correct groups",
        "OpError: conv2d: groups must divide channels and filters, got 0 groups of 2 channels and 3 filters (node "conv2d1"); correct groups",
        "OpError: conv2d: padding must be "same", "valid" or [before, after] for each of 2 axes, got "full" (node "conv2d1"); write "same", or [[1, 1], [1, 1]]",
        "OpError: conv2d: padding must be "same", "valid" or [before, after] for each of 2 axes, got 1 (node "conv2d1"); write "same", or [[1, 1], [1, 1]]",
        "OpError: conv2d: padding must be "same", "valid" or [before, after] for each of 2 axes, got a list of 1 (node "conv2d1"); write "same", or [[1, 1], [1, 1]]",
        "OpError: conv2d: padding must be "same", "valid" or [before, after] for each of 2 axes, got a list of 2 (node "conv2d1"); write "same", or [[1, 1], [1, 1]]",
        "OpError: conv2d: attribute layout must be "NHWC" | "NCHW", got "nhwc" (node "conv2d1"); correct it",
        "OpError: conv2d: size must be a whole number ≥ 1, or one for each of 2 axes, got 0 (node "conv2d1"); correct size",
        "OpError: conv2d: size must be a whole number ≥ 1, or one for each of 2 axes, got "3" (node "conv2d1"); correct size",
        "OpError: conv2d: size must be a whole number ≥ 1, or one for each of 2 axes, got nothing (node "conv2d1"); write conv2d(x, { filters: 32, size: 3 })",
        "OpError: conv2d: filters must be a whole number ≥ 1, got nothing (node "conv2d1"); write conv2d(x, { filters: 32, size: 3 })",
        "OpError: conv2d: filters must be a whole number ≥ 1, got 2.5 (node "conv2d1"); correct filters",
        "OpError: conv2d: options must be some of { filters, size, stride, dilation, padding, groups, layout, init, bias, activation, l1, l2, weights, name }, got "kernel_size"; did you mean size?",
        "OpError: conv2d: options must be some of { filters, size, stride, dilation, padding, groups, layout, init, bias, activation, l1, l2, weights, name }, got "kernelSize"; did you mean size?",
        "OpError: conv2d: options must be some of { filters, size, stride, dilation, padding, groups, layout, init, bias, activation, l1, l2, weights, name }, got "strides"; did you mean stride?",
        "OpError: conv2d: x must be [batch, height, width, channels], got float32[batch, 6, 6] (node "conv2d1"); expandDims(x, { axis: 3 }) gives it one channel, { axis: 0 } makes a batch of one",
      ]
    `);
    expect(() =>
      graph({ x: f32("batch", 3, 3, "colours") }, ({ x }) => ({ y: conv2d(x as never, { filters: 3, size: 3 }) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OpError: conv2d: the channels of x [batch, height, width, channels] must be a number, got float32[batch, 3, 3, colours] (node "conv2d1"); give them as a number]`,
    );
  });
});

describe.each([reference, wasm()])("conv2d(x, w, b) on $name", (backend) => {
  it("finds an edge: each element less the one to its left", () => {
    const { y } = compile(
      graph({ x: f32("batch", "h", "w", 1) }, ({ x }, g) => ({
        y: conv2d(x, {
          weights: g.constant([[[[-1]], [[1]]]]),
          padding: [
            [0, 0],
            [1, 0],
          ],
        }),
      })),
      { backend },
    ).run({
      x: [
        [
          [[0], [0], [5], [5]],
          [[1], [2], [4], [8]],
        ],
      ],
    });
    expect([y.shape, [...y.data]]).toEqual([
      [1, 2, 4, 1],
      [0, 0, 5, 0, 1, 1, 2, 4],
    ]);
  });

  it("does not turn the window round, and pads after where the padding is odd: ONNX SAME_UPPER", () => {
    const { y } = compile(
      graph({ x: f32("n", 1, "w", 1) }, ({ x }, g) => ({ y: conv2d(x, { weights: g.constant([[[[1]], [[10]]]]), padding: "same" }) })),
      { backend },
    ).run({ x: [[[[1], [2], [3]]]] });
    expect([...y.data]).toEqual([21, 32, 3]);
  });

  it("of no samples is of no samples, and so are its gradients: zeros", () => {
    const network = graph({ x: f32("batch", 4, 4, 2) }, ({ x }) => ({ loss: sum(conv2d(x, { filters: 3, size: 3, name: "c" })) }));
    const { loss, "d.c.weights": dw } = compile(gradients(network, { of: "loss" }), { backend }).run({
      x: zeros([0, 4, 4, 2], "float32"),
    }) as Record<string, ReturnType<typeof array>>;
    expect([loss?.data[0], dw?.shape, dw?.data.every((v) => v === 0)]).toEqual([0, [3, 3, 2, 3], true]);
  });

  it("has the same gradients of named sizes as of numbers, under each stride and padding", () => {
    const options = [
      { stride: 2, padding: "same" },
      { stride: [3, 2] },
      { stride: 3, padding: "same" },
      { stride: 2, dilation: 2 },
    ] as const;
    for (const one of options) {
      const slopes = [f64(1, "h", "w", 5), f64(1, 7, 6, 5)].map((x) => {
        const network = graph({ x }, ({ x }) => {
          const y = conv2d(x as never, { filters: 2, size: 2, init: { randn: 1 }, ...(one as object) } as never);
          return { loss: sum(mul(y as never, y as never)) };
        });
        const feed = { x: random(1).normal(0, 1, [1, 7, 6, 5]) };
        const run = compile(gradients(network as never, { of: "loss", with: ["x"] }), { backend }).run(feed as never);
        return [...(run as unknown as Record<string, ReturnType<typeof array>>)["d.x"]!.data];
      });
      expect(slopes[0]).toEqual(slopes[1]);
      expect(slopes[0]?.some((slope) => slope !== 0)).toBe(true);
    }
  });

  it("refuses a named height that turns out smaller than the window", () => {
    const program = compile(
      graph({ x: f32("batch", "height", 3, 1) }, ({ x }) => ({ y: conv2d(x, { filters: 1, size: 3, name: "c" }) })),
      { backend },
    );
    expect(() => program.run({ x: zeros([1, 2, 3, 1], "float32") })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: windows: a window must not be larger than its axis, got 3 elements and 2 of axis 1 of [1, 2, 3, 1] (node "c.windows1"); take a smaller window, or pad x]`,
    );
  });
});
