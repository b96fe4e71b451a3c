import { add, broadcastTo, f32, f64, flip, type Graph, graph, matmul, neg, relu, reshape, slice, transpose, windows } from "dagrad";
import { describe, expect, it } from "vitest";
import type { AnyTensor } from "../../../../graph/op.ts";
import { design, lines } from "./design.ts";

const call = { add, broadcastTo, flip, matmul, neg, relu, reshape, slice, transpose, windows } as Record<string, any>;

/** The windows of an image as a matrix: a row for each position. */
function windowMatrix(x: AnyTensor, size: number): AnyTensor {
  const all = call.windows(x, { size });
  const [n, oy, ox, c] = all.shape as number[] as [number, number, number, number];
  return call.reshape(call.transpose(all, { perm: [0, 1, 2, 4, 5, 3] }), { shape: [n * oy * ox, size * size * c] });
}

const groups = (one: Graph<any, any>): string => lines(design(one));

const [x, w] = [f32(2, 8, 8, 16), f32(144, 24)];

describe("moves that only products read are not carried out", () => {
  it("windows of an image, their transpose, and the matrix that both are seen as", () => {
    const both = graph({ x, w, dy: f32(72, 24) }, ({ x, w, dy }) => {
      const matrix = windowMatrix(x as AnyTensor, 3);
      return { y: call.matmul(matrix, w), dw: call.matmul(call.transpose(matrix), dy) };
    });
    expect(groups(both)).toBe("run product: matmul1 → matmul1\nrun product: matmul2 → matmul2");
  });

  it("heads of attention, on either side", () => {
    const heads = graph({ q: f32(2, 10, 4, 16), k: f32(2, 10, 4, 16) }, ({ q, k }) => ({
      y: call.matmul(call.transpose(q, { perm: [0, 2, 1, 3] }), call.transpose(k, { perm: [0, 2, 3, 1] })),
    }));
    expect(groups(heads)).toBe("run product: matmul1 → matmul1");
  });

  it("parts, steps and turned axes of a larger matrix", () => {
    const part = graph({ x: f32(20, 40), w: f32(16, 24) }, ({ x, w }) => ({
      y: call.matmul(call.flip(call.slice(x, { axis: 1, stop: 16 }), { axis: 0 }), w),
    }));
    expect(groups(part)).toBe("run product: matmul1 → matmul1");
  });

  it("but one operand only, where neither would be a matrix: the one that grows by it, or else the larger one", () => {
    // The gradient of the weights of an image with its channels first: dy has more elements than the windows, which have more than the image.
    const first = graph({ x: f32(4, 3, 12, 12), dy: f32(4, 64, 10, 10) }, ({ x, dy }) => {
      const all = call.windows(x, { size: 3, axes: [2, 3] });
      const matrix = call.reshape(call.transpose(all, { perm: [0, 2, 3, 1, 4, 5] }), { shape: [400, 27] });
      return { dw: call.matmul(call.reshape(call.transpose(dy, { perm: [1, 0, 2, 3] }), { shape: [64, 400] }), matrix) };
    });
    expect(groups(first)).toBe("run kernel: transpose2 → transpose2\nrun product: matmul1 → matmul1");
    const turned = graph({ x, w: f32(3, 3, 24, 16) }, ({ x, w }) => {
      const weights = call.transpose(call.flip(w, { axis: [0, 1] }), { perm: [0, 1, 3, 2] });
      return { y: call.matmul(windowMatrix(x as AnyTensor, 3), call.reshape(weights, { shape: [144, 24] })) };
    });
    expect(groups(turned)).toBe("run kernel: flip1 → flip1\nrun kernel: transpose1 → transpose1\nrun product: matmul1 → matmul1");
  });
});

describe("a move is carried out", () => {
  const kernels = (one: Graph<any, any>): number => groups(one).split("run kernel").length - 1;

  it("where it is wanted, as itself or as a view, or read by anything but products", () => {
    const wanted = graph({ x, w }, ({ x, w }) => {
      const matrix = windowMatrix(x as AnyTensor, 3);
      return { matrix, y: call.matmul(matrix, w) };
    });
    const read = graph({ x, w }, ({ x, w }) => {
      const matrix = windowMatrix(x as AnyTensor, 3);
      return { z: call.neg(matrix), y: call.matmul(matrix, w) };
    });
    expect([wanted, read].map(kernels)).toEqual([2, 2]);
  });

  it("where it is float64, of a vector, or fits a loop over narrow rows", () => {
    const wide = graph({ x: f64(20, 40), w: f64(16, 24) }, ({ x, w }) => ({ y: call.matmul(call.slice(x, { axis: 1, stop: 16 }), w) }));
    const vector = graph({ x: f32(40), w: f32(16, 24) }, ({ x, w }) => ({ y: call.matmul(call.slice(x, { stop: 16 }), w) }));
    const narrow = graph({ x: f32(20, 10), w: f32(4, 3) }, ({ x, w }) => ({ y: call.matmul(call.slice(x, { axis: 1, stop: 4 }), w) }));
    expect([wide, vector, narrow].map(kernels)).toEqual([1, 1, 1]);
  });

  it("where the stacks of both operands are parted at different places", () => {
    const stacks = graph({ x: f32(2, 20, 3, 16), w: f32(3, 16, 2, 24) }, ({ x, w }) => ({
      y: call.matmul(
        call.reshape(call.transpose(x, { perm: [0, 2, 1, 3] }), { shape: [6, 20, 16] }),
        call.reshape(call.transpose(w, { perm: [0, 2, 1, 3] }), { shape: [6, 16, 24] }),
      ),
    }));
    expect(kernels(stacks)).toBe(1);
  });
});
