import {
  add,
  compile,
  conv2d,
  explain,
  f32,
  f64,
  type Graph,
  graph,
  matmul,
  mean,
  mul,
  NdArray,
  random,
  reference,
  relu,
  reshape,
  sgd,
  trainStep,
  transpose,
  wasm,
  windows,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { sizeOf } from "../../../../graph/shape.ts";
import { withDirtyMemory } from "../dirty-memory.ts";
import { numbers } from "./gemm/run-gemm.ts";

const call = { add, matmul, relu, reshape, transpose, windows } as Record<string, any>;

/** A convolution without padding: images [n, h, w, c], windows of kh × kw, o channels. */
interface Case {
  readonly x: readonly [n: number, h: number, w: number, c: number];
  readonly size: readonly [kh: number, kw: number];
  readonly o: number;
  readonly stride?: number;
  readonly dilation?: number;
}

const outputOf = ({ x: [n, h, w], size: [kh, kw], o, stride = 1, dilation = 1 }: Case) =>
  [n, Math.floor((h - dilation * (kh - 1) - 1) / stride) + 1, Math.floor((w - dilation * (kw - 1) - 1) / stride) + 1, o] as const;

/** y = windows · w, channels last; dw = windowsᵀ · dy; yFirst = w · windows with the channels of the result first. */
function network(one: Case): Graph<any, any> {
  const { x, size, o, stride = 1, dilation = 1 } = one;
  const [kh, kw] = size;
  const [n, , , c] = x;
  const k = kh * kw * c;
  const [, oy, ox] = outputOf(one);
  return graph({ x: f32(...x), w: f32(k, o), dy: f32(n * oy * ox, o), bias: f32(o) }, ({ x, w, dy, bias }: any) => {
    const all = call.windows(x, { size, stride, dilation });
    const matrix = call.reshape(call.transpose(all, { perm: [0, 1, 2, 4, 5, 3] }), { shape: [n * oy * ox, k] });
    const first = call.reshape(call.transpose(all, { perm: [0, 4, 5, 3, 1, 2] }), { shape: [n, k, oy * ox] });
    return {
      y: call.relu(call.add(call.reshape(call.matmul(matrix, w), { shape: [n, oy, ox, o] }), bias)),
      dw: call.matmul(call.transpose(matrix), dy),
      yFirst: call.matmul(call.transpose(w), first),
    };
  }) as Graph<any, any>;
}

/** Calls `visit` for each product of the definition: element of x, row of w, position in the image of results. */
function eachTerm(one: Case, visit: (x: number, k: number, position: number) => void): void {
  const {
    x: [n, h, w, c],
    size: [kh, kw],
    stride = 1,
    dilation = 1,
  } = one;
  const [, oy, ox] = outputOf(one);
  for (let b = 0, position = 0; b < n; b++)
    for (let i = 0; i < oy; i++)
      for (let j = 0; j < ox; j++, position++)
        for (let ky = 0, k = 0; ky < kh; ky++)
          for (let kx = 0; kx < kw; kx++)
            for (let channel = 0; channel < c; channel++, k++)
              visit(((b * h + i * stride + ky * dilation) * w + j * stride + kx * dilation) * c + channel, k, position);
}

type Numbers = Float32Array | Float64Array;

/** Sums in float64 and how far off float32 may be: 2⁻²⁴ · (terms + 3) · Σ|x||w|, half an ulp for each addition of the epilogue. */
class Sums {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  constructor(count: number) {
    this.sums = new Float64Array(count);
    this.sizes = new Float64Array(count);
  }
  add(at: number, term: number): void {
    (this.sums[at] as number) += term;
    (this.sizes[at] as number) += Math.abs(term);
  }
  expectNear(got: Numbers, terms: number, name: string): void {
    const at = this.sums.findIndex(
      (sum, i) => !(Math.abs((got[i] as number) - sum) <= 2 ** -24 * (Math.min(terms, 512) + 4) * (this.sizes[i] as number)),
    );
    if (at >= 0) expect.fail(`${name}: ${got[at]} instead of ${this.sums[at]} at ${at}`);
  }
}

function expectDefinition(one: Case): void {
  const {
    x,
    size: [kh, kw],
    o,
  } = one;
  const shape = outputOf(one);
  const positions = sizeOf(shape) / o;
  const k = kh * kw * x[3];
  const area = (shape[1] * shape[2]) as number;
  const feeds = { x: numbers(sizeOf(x), 1), w: numbers(k * o, 2), dy: numbers(positions * o, 3), bias: numbers(o, 4) };
  const y = new Sums(positions * o);
  const dw = new Sums(k * o);
  const first = new Sums(positions * o);
  eachTerm(one, (at, row, position) => {
    for (let column = 0; column < o; column++) {
      const term = (feeds.x[at] as number) * (feeds.w[row * o + column] as number);
      y.add(position * o + column, term);
      first.add((Math.floor(position / area) * o + column) * area + (position % area), term);
      dw.add(row * o + column, (feeds.x[at] as number) * (feeds.dy[position * o + column] as number));
    }
  });
  for (let i = 0; i < y.sums.length; i++) y.add(i, feeds.bias[i % o] as number);
  for (let i = 0; i < y.sums.length; i++) y.sums[i] = Math.max(0, y.sums[i] as number);
  const program = compile(network(one), { backend: withDirtyMemory(wasm()) }) as any;
  const run = program.run(feeds) as Record<string, NdArray>;
  const name = JSON.stringify(one);
  y.expectNear(run.y?.data as Numbers, k, `y of ${name}`);
  dw.expectNear(run.dw?.data as Numbers, positions, `dw of ${name}`);
  first.expectNear(run.yFirst?.data as Numbers, k, `yFirst of ${name}`);
}

describe("products of windows are their definition, summed in float64, within the bound of products", () => {
  it.each([1, 3, 4, 5, 16])("%i channels: sizes, strides, dilations, batches, outputs of all kinds", (c) => {
    let draw = c;
    for (const size of [
      [3, 3],
      [1, 1],
      [2, 3],
      [5, 1],
    ] as const)
      for (const [stride, dilation] of [
        [1, 1],
        [2, 1],
        [1, 2],
        [3, 1],
      ] as const)
        for (const [n, h, w] of [
          [1, 6, 9],
          [3, 9, 5],
        ] as const) {
          if (dilation * (size[0] - 1) >= h || dilation * (size[1] - 1) >= w) continue;
          expectDefinition({ x: [n, h, w, c], size, stride, dilation, o: [1, 3, 6, 17][draw++ % 4] as number });
        }
  });

  it("more channels than a run of k, more rows than a block, and one position", () => {
    expectDefinition({ x: [1, 5, 5, 192], size: [3, 3], o: 9 });
    expectDefinition({ x: [2, 20, 21, 8], size: [3, 3], o: 12 });
    expectDefinition({ x: [1, 3, 3, 70], size: [3, 3], o: 20 });
    expectDefinition({ x: [4, 24, 24, 1], size: [5, 5], o: 6 });
  });

  it("images without rows, and none at all", () => {
    for (const x of [
      [0, 5, 5, 3],
      [2, 5, 5, 0],
    ] as const) {
      const one: Case = { x, size: [3, 3], o: 4 };
      const program = compile(network(one), { backend: wasm() }) as any;
      const k = 9 * x[3];
      const positions = sizeOf(outputOf(one)) / 4;
      const { y, dw } = program.run({
        x: new NdArray(new Float32Array(sizeOf(x)), x, "float32"),
        w: numbers(k * 4, 1),
        dy: new NdArray(numbers(positions * 4, 2), [positions, 4], "float32"),
        bias: [1, -1, 2, 0],
      });
      expect([...new Set(y.data)]).toEqual(x[0] === 0 ? [] : [1, 0, 2]);
      expect([...new Set(dw.data)]).toEqual(x[3] === 0 ? [] : [0]);
    }
  });
});

it("of float64 they are laid out, and have the bits of the reference", () => {
  const network = graph({ x: f64(2, 7, 6, 3), w: f64(27, 5) }, ({ x, w }: any) => {
    const all = call.windows(x, { size: 3 });
    const matrix = call.reshape(call.transpose(all, { perm: [0, 1, 2, 4, 5, 3] }), { shape: [2 * 5 * 4, 27] });
    return { y: call.matmul(matrix, w) };
  }) as Graph<any, any>;
  const feeds = { x: Float64Array.from(numbers(2 * 7 * 6 * 3, 1)), w: Float64Array.from(numbers(27 * 5, 2)) };
  const [one, other] = [wasm(), reference].map((backend) => (compile(network, { backend }) as any).run(feeds).y.data);
  expect(one).toEqual(other);
});

it.each([
  ["inputs, outputs and weights, and of all gradients but the inputs'", false],
  ["inputs, outputs and weights, and of all gradients", true],
] as const)("a step of a convolution takes at most 1.5 times the memory of its %s", (_what, inner) => {
  const [n, size, c, filters] = [8, 28, 64, 64];
  const network = graph({ x: f32(n, size, size, c) }, ({ x }, g) => {
    const scaled = inner ? mul(x, g.parameter("scale", [c], { init: "ones" })) : x;
    const y = conv2d(scaled as any, { filters, size: 3, padding: "same", activation: relu }) as any;
    return { loss: mean(mul(y, y) as any) };
  }) as Graph<any, any>;
  const step = compile(trainStep(network, { minimize: "loss", optimizer: sgd() }), { backend: wasm(), random: random(0) }) as any;
  const explained = explain(step, { x: new NdArray(new Float32Array(n * size * size * c), [n, size, size, c], "float32") });
  const [, bytes] = /memory (\d+) bytes/.exec(explained) as unknown as [string, string];
  const [input, output, weights] = [n * size * size * c, n * size * size * filters, 9 * c * filters];
  expect(Number(bytes) / (4 * (input + 2 * output + 2 * weights + (inner ? input : 0)))).toBeLessThanOrEqual(1.5);
});
