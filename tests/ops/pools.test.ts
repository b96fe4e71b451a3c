import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, u8 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { averagePool, globalAveragePool, globalMaxPool, maxPool, sum } from "../../ops/index.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";

const refused = (build: (x: Tensor) => Tensor, ...shape: (number | string)[]): string => {
  try {
    graph({ x: f32(...shape) }, ({ x }) => ({ y: build(x) }));
    return "nothing refused";
  } catch (error) {
    return String(error);
  }
};

describe("pools", () => {
  it("take their stride from their size, and their layout from the number of axes", () => {
    const { nodes } = graph(
      { row: f32("n", "time", 3), image: f32("n", 9, 7, 3), volume: f32("n", 4, 4, 4, 3) },
      ({ row, image, volume }) => ({
        a: maxPool(row, { size: 2 }),
        b: averagePool(image, { size: [3, 2], padding: "same" }),
        c: maxPool(volume, { size: 3, stride: 1 }),
        d: globalAveragePool(image),
        e: globalMaxPool(row, { keepdims: true, layout: "NCW" }),
      }),
    );
    expect([nodes.maxPool1, nodes.averagePool1, nodes.maxPool2, nodes.globalAveragePool1, nodes.globalMaxPool1]).toMatchObject([
      { shape: ["n", "time//2", 3], attrs: { stride: [2], layout: "NWC" } },
      { shape: ["n", 3, 4, 3], attrs: { stride: [3, 2], layout: "NHWC" } },
      { shape: ["n", 2, 2, 2, 3], attrs: { layout: "NDHWC" } },
      { shape: ["n", 3] },
      { shape: ["n", "time", 1] },
    ]);
  });

  it("say what does not fit", () => {
    expect([
      refused((x) => maxPool(x as never, { size: 4 }), 2, 3, 3, 1),
      refused((x) => maxPool(x as never, { size: 2, stride: 0 } as never), 2, 3, 3, 1),
      refused((x) => maxPool(x as never, { size: [2, 2, 2] }), 2, 3, 3, 1),
      refused((x) => maxPool(x as never, {} as never), 2, 3, 3, 1),
      refused((x) => maxPool(x as never, { size: "2" } as never), 2, 3, 3, 1),
      refused((x) => maxPool(x as never, { pool_size: 2 } as never), 2, 3, 3, 1),
      refused(
        (x) =>
          averagePool(
            x as never,
            {
              size: 2,
              padding: [
                [2, 0],
                [0, 0],
              ],
            } as never,
          ),
        2,
        3,
        3,
        1,
      ),
      refused((x) => averagePool(x as never, { size: 2, padding: "full" } as never), 2, 3, 3, 1),
      refused((x) => averagePool(x as never, { size: 2, layout: "NCW" }), 2, 3, 3, 1),
      refused((x) => maxPool(x as never, { size: 2, stride: 2, padding: [[0, 1]], ceil: true }), 2, "time", 1),
      refused((x) => maxPool(x as never, { size: 2 }), 2, 3),
      refused((x) => globalAveragePool(x as never), 2, 3),
      refused((x) => globalMaxPool(x as never, { keepdim: true } as never), 2, 3, 3, 1),
    ]).toMatchInlineSnapshot(`
      [
        "OpError: maxPool: the window must not be larger than what it slides over, got 4 elements over 3 of axis 1 of [2, 3, 3, 1] (node "maxPool1"); take a smaller one, or padding: "same"",
        "OpError: maxPool: stride must be a whole number ≥ 1, one for each of 2 axes, got [0, 0] (node "maxPool1"); correct stride",
        "OpError: maxPool: size must be a whole number ≥ 1, one for each of 2 axes, got [2, 2, 2] (node "maxPool1"); correct size",
        "OpError: maxPool: size must be a whole number ≥ 1, or one for each axis, got nothing (node "maxPool1"); write maxPool(x, { size: 2 })",
        "OpError: maxPool: size must be a whole number ≥ 1, or one for each axis, got "2" (node "maxPool1"); write maxPool(x, { size: 2 })",
        "OpError: maxPool: options must be some of { size, stride, dilation, padding, ceil, layout, name }, got "pool_size"; did you mean size?",
        "OpError: averagePool: padding must be less than the window, 2 of axis 1, got [2, 0] (node "averagePool1"); a window of padding alone has nothing in it",
        "OpError: averagePool: padding must be "same", "valid" or [before, after] for each of 2 axes, got "full" (node "averagePool1"); write "same", or [[1, 1], [1, 1]]",
        "OpError: averagePool: x must be [batch, channels, width], got float32[2, 3, 3, 1] (node "averagePool1"); reshape it",
        "OpError: maxPool: with ceil, a named axis must have no padding after that a window could begin in, got 1 of axis 1 of [2, time, 1], size 2, stride 2 (node "maxPool1"); give the size of the axis as a number",
        "OpError: maxPool: x must be [batch, height, width, channels], got float32[2, 3] (node "maxPool1"); reshape it",
        "OpError: globalAveragePool: x must be [batch, height, width, channels], got float32[2, 3] (node "globalAveragePool1"); reshape it",
        "OpError: globalMaxPool: options must be some of { keepdims, layout, name }, got "keepdim"; did you mean keepdims?",
      ]
    `);
  });
});

describe.each([reference, wasm()])("on $name", (backend) => {
  it("equal elements of a window share its cotangent, as in max, and an element of several windows has the sum of theirs", () => {
    const network = graph({ x: f32("n", "w", 1) }, ({ x }) => ({
      loss: sum(maxPool(x, { size: 2, stride: 1 })),
      apart: sum(maxPool(x, { size: 2 })),
    }));
    const slopes = (of: "loss" | "apart") => {
      const found = compile(gradients(network, { of, with: ["x"] }), { backend }).run({ x: [[[1], [3], [3], [0]]] });
      return [...(found as unknown as Record<string, ReturnType<typeof zeros>>)["d.x"]!.data];
    };
    // Windows 1 3 | 3 3 | 3 0, and 1 3 | 3 0.
    expect(slopes("loss")).toEqual([0, 1.5, 1.5, 0]);
    expect(slopes("apart")).toEqual([0, 1, 1, 0]);
  });

  it("overlapping windows of two axes give each element its sum, of named sizes and of no samples", () => {
    const network = graph({ x: f32("n", "h", "w", 1) }, ({ x }) => ({
      loss: sum(averagePool(x, { size: 3, stride: 2 })),
      largest: sum(maxPool(x, { size: 3, stride: 2 })),
    }));
    const row = [0, 1, 2, 3, 4, 5].map((i) => [i]);
    const x = [Array.from({ length: 3 }, () => row)];
    const slopes = (of: "loss" | "largest", given: unknown) =>
      (compile(gradients(network, { of, with: ["x"] }), { backend }).run({ x: given as never }) as never)["d.x"] as ReturnType<
        typeof zeros
      >;
    // Two windows of 3 × 3, which share column 2; the last column is in none. Their largest are columns 2 and 4, each of three equal ones.
    expect([...slopes("loss", x).data].slice(0, 6).map((one) => Math.round(one * 9))).toEqual([1, 1, 2, 1, 1, 0]);
    expect([...slopes("largest", x).data].slice(0, 6).map((one) => Math.round(one * 3))).toEqual([0, 0, 1, 0, 1, 0]);
    for (const of of ["loss", "largest"] as const) expect(slopes(of, zeros([0, 5, 7, 1], "float32")).shape).toEqual([0, 5, 7, 1]);
  });

  it("padding is never the largest, of negative numbers and of bytes", () => {
    const { y, z } = compile(
      graph({ x: f32(1, 2, 1), b: u8(1, 3, 1) }, ({ x, b }) => ({
        y: maxPool(x, { size: 2, stride: 1, padding: "same" }),
        z: maxPool(b, { size: 3, stride: 1, padding: "same" }),
      })),
      { backend },
    ).run({ x: [[[-3], [-5]]], b: [[[7], [0], [2]]] });
    expect([[...y.data], [...z.data]]).toEqual([
      [-3, -5],
      [7, 7, 2],
    ]);
  });

  it("a mean is of the elements of x alone, unless the padding is to count", () => {
    const { y, z } = compile(
      graph({ x: f32("n", "w", 1) }, ({ x }) => ({
        y: averagePool(x, { size: 3, stride: 1, padding: "same" }),
        z: averagePool(x, { size: 3, stride: 1, padding: "same", countIncludePad: true }),
      })),
      { backend },
    ).run({ x: [[[3], [6], [12]]] });
    expect([[...y.data], [...z.data]]).toEqual([
      [4.5, 7, 9],
      [3, 7, 6],
    ]);
  });

  it("of no samples there is nothing, and no mean of no place is NaN", () => {
    const program = compile(
      graph({ x: f32("n", "w", 2) }, ({ x }) => ({ y: maxPool(x, { size: 2, padding: "same" }), z: globalAveragePool(x) })),
      { backend },
    );
    expect(Object.values(program.run({ x: zeros([0, 4, 2], "float32") })).map(({ shape }) => shape)).toEqual([
      [0, 2, 2],
      [0, 2],
    ]);
    expect([...program.run({ x: zeros([1, 0, 2], "float32") }, ["z"]).z.data]).toEqual([Number.NaN, Number.NaN]);
  });
});
