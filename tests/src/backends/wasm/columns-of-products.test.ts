import {
  add,
  compile,
  conv2d,
  explain,
  f32,
  type Graph,
  graph,
  matmul,
  mul,
  type NdArray,
  random,
  relu,
  reshape,
  sub,
  transpose,
  wasm,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { withDirtyMemory } from "../dirty-memory.ts";

const call = { add, conv2d, matmul, mul, relu, reshape, sub, transpose } as unknown as Record<string, (...operands: any[]) => any>;
const shapeOf = (...sizes: number[]): number[] => sizes;

/** Images [B, C, H, W] by a product w [M, K] · x [B, K, H·W], then a number for each channel: of all images, and of each. */
interface Case {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly size: readonly [height: number, width: number];
  /** The weights are stored as their transpose. */
  readonly turned?: boolean;
}

const feedsOf = (network: Graph): Record<string, NdArray> => {
  const generator = random(3);
  const uniform = (shape: readonly number[]) => generator.uniform(-1, 1, shape).data;
  return Object.fromEntries(network.inputs.map((id) => [id, Float32Array.from(uniform(network.nodes[id]?.shape as number[]))])) as never;
};

function channelsFirst({ batch, m, k, size: [height, width], turned = false }: Case): Graph {
  const inputs = {
    x: f32(...shapeOf(batch, k, height * width)),
    w: f32(...(turned ? shapeOf(k, m) : shapeOf(m, k))),
    bias: f32(...shapeOf(m)),
    factor: f32(...shapeOf(m)),
    gate: f32(...shapeOf(batch, m, 1, 1)),
  };
  return graph(inputs, ({ x, w, bias, factor, gate }: any) => {
    const product = call.matmul?.(turned ? call.transpose?.(w) : w, x);
    const images = call.reshape?.(product, { shape: [batch, m, height, width] });
    const channels = (vector: unknown): unknown => call.reshape?.(vector, { shape: [m, 1, 1] });
    const scaled = call.mul?.(call.add?.(images, channels(bias)), channels(factor));
    return { y: call.relu?.(call.mul?.(scaled, gate)), product };
  }) as Graph;
}

/** y by a product with its epilogue, and by a product whose sums are wanted, too, with a loop behind it: the same bits. */
function bothWays(network: Graph, threads = 1): { readonly fused: Float32Array; readonly apart: Float32Array; readonly groups: string } {
  const program = compile(network as Graph<any, any>, { backend: threads > 1 ? wasm({ threads }) : withDirtyMemory(wasm()) });
  const feeds = feedsOf(network) as never;
  const y = (fetch: readonly string[]): Float32Array => (program.run(feeds, fetch) as Record<string, NdArray>).y?.data as Float32Array;
  y(["y"]);
  return { fused: y(["y"]), apart: y(["product", "y"]), groups: explain(program, feeds, ["y"]) };
}

describe("numbers of channels that come before height and width", () => {
  it.each([1, 3].flatMap((batch) => [1, 5, 8, 70].map((m) => [batch, m] as const)))(
    "meet the rows of a product, in %i images of %i channels",
    (batch, m) => {
      for (const k of [3, 600]) {
        for (const size of [
          [1, 3],
          [2, 5],
          [6, 8],
          [9, 13],
        ] as const) {
          for (const turned of [false, true]) {
            const { fused, apart, groups } = bothWays(channelsFirst({ batch, m, k, size, turned }));
            expect(fused).toEqual(apart);
            expect(groups).toMatch(/run {2}product {2}matmul1 .*relu1 → relu1/);
          }
        }
      }
    },
  );

  it("meet a convolution with its windows, and those that two threads share", () => {
    const network = graph({ x: f32(2, 8, 20, 20), w: f32(48, 8, 3, 3), bias: f32(48) }, ({ x, w, bias }: any) => {
      const product = call.conv2d?.(x, { weights: w, layout: "NCHW", padding: "valid" });
      return { y: call.relu?.(call.sub?.(product, call.reshape?.(bias, { shape: [48, 1, 1] }))), product };
    }) as Graph;
    const [one, two] = [bothWays(network), bothWays(network, 2)];
    expect(one.fused).toEqual(one.apart);
    expect(two.fused).toEqual(one.fused);
    expect(one.groups).toContain("run  product  conv2d1.matmul1 sub1 relu1 → relu1");
  });
});
