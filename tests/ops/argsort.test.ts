import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, u8 } from "../../graph/input.ts";
import { zeros } from "../../graph/ndarray.ts";
import { mul } from "../../ops/elementwise/mul.ts";
import { argsort } from "../../ops/reduce/argsort.ts";
import { prod } from "../../ops/reduce/prod.ts";
import { sort } from "../../ops/reduce/sort.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { topK } from "../../ops/reduce/top-k.ts";
import { topKIndices } from "../../ops/reduce/top-k-indices.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { wasm } from "../../src/backends/wasm/wasm.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";
import { op } from "../graph/untyped-ops.ts";

describe.each([reference, wasm()])("argsort(x), topKIndices(x, { k }) and prod(x) on $name", (backend) => {
  it("order stably, a NaN being largest", () => {
    const { up, down, columns, two, least } = compile(
      graph({ x: f32("n", 5), bytes: u8("m") }, ({ x, bytes }) => ({
        up: argsort(x),
        down: argsort(x, { descending: true }),
        columns: argsort(x, { axis: "n" }),
        two: topKIndices(x, { k: 2 }),
        least: topKIndices(bytes, { k: 3, largest: false }),
      })),
      { backend },
    ).run({
      x: [
        [2, Number.NaN, 1, 2, 0],
        [0, 1, -0, 0, Number.NaN],
      ],
      bytes: [9, 7, 255, 7],
    });
    expect(up.tolist()).toEqual([
      [4, 2, 0, 3, 1],
      [0, 2, 3, 1, 4],
    ]);
    expect(down.tolist()).toEqual([
      [1, 0, 3, 2, 4],
      [4, 1, 0, 2, 3],
    ]);
    expect(columns.tolist()).toEqual([
      [1, 1, 1, 1, 0],
      [0, 0, 0, 0, 1],
    ]);
    expect(two.tolist()).toEqual([
      [1, 0],
      [4, 1],
    ]);
    expect(least.tolist()).toEqual([1, 3, 0]);
  });

  it("sort and topK are the elements there, and hand cotangents back to where these came from", () => {
    const network = graph({ x: f32(2, "n") }, ({ x }, g) => {
      const best = topK(x, { k: 2 });
      return { sorted: sort(x, { descending: true }), best, loss: sum(mul(best, g.constant([[1, 10]], { dtype: "float32" }))) };
    });
    const program = compile(gradients(network, { of: "loss", with: ["x"] }), { backend });
    const {
      sorted,
      best,
      "d.x": dx,
    } = program.run({
      x: [
        [3, 1, 3],
        [-1, 5, 2],
      ],
    });
    expect(sorted.tolist()).toEqual([
      [3, 3, 1],
      [5, 2, -1],
    ]);
    expect(best.tolist()).toEqual([
      [3, 3],
      [5, 2],
    ]);
    expect(dx?.tolist()).toEqual([
      [1, 0, 10],
      [0, 1, 10],
    ]);
  });

  it("take no rows and one, and prod of nothing is 1", () => {
    const program = compile(
      graph({ x: f32("n", 2) }, ({ x }) => ({
        order: argsort(x, { axis: 0 }),
        best: topKIndices(x, { k: 1 }),
        product: prod(x, { axis: 0 }),
        all: prod(x),
      })),
      { backend },
    );
    const none = program.run({ x: zeros([0, 2], "float32") });
    expect([none.order.shape, none.best.shape, none.product.tolist(), none.all.item()]).toEqual([[0, 2], [0, 1], [1, 1], 1]);
    const one = program.run({ x: [[3, 5]] });
    expect([one.order.tolist(), one.best.tolist(), one.product.tolist(), one.all.item()]).toEqual([[[0, 0]], [[1]], [3, 5], 15]);
  });

  it("stop where a run gives fewer than k", () => {
    const program = compile(
      graph({ x: f32("n") }, ({ x }) => ({ y: topKIndices(x, { k: 3 }) })),
      { backend },
    );
    expect(() => program.run({ x: [1, 2] })).toThrowErrorMatchingInlineSnapshot(
      `[FeedError: slice: start ≤ stop must lie in 0 … 2, and axis count from the front, got 0 and 3 on axis 0 of [2] (node "topKIndices1"); correct them]`,
    );
  });
});

describe("topKIndices(x, { k })", () => {
  it("refuses a k that is not one of 0 to the size of the axis", () => {
    const made = (k: number) => graph({ x: f32(2, 3) }, ({ x }) => ({ y: op.topKIndices(x, { k }) }));
    expect(() => made(4)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: topKIndices: k must be one of 0 … 3, got 4 for float32[2, 3] along axis 1 (node "topKIndices1"); correct k]`,
    );
    expect(() => made(-1)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: topKIndices: k must be one of 0 … 3, got -1 for float32[2, 3] along axis 1 (node "topKIndices1"); correct k]`,
    );
    expect(() => made(0.5)).toThrowErrorMatchingInlineSnapshot(
      `[OpError: topKIndices: attribute k must be a whole number, got 0.5 (node "topKIndices1"); correct it]`,
    );
    // @ts-expect-error the compiler sees it, too
    expect(() => graph({ x: f32(2, 3) }, ({ x }) => ({ y: topKIndices(x, { k: 4 }) }))).toThrow("k must be one of 0 … 3");
  });
});
