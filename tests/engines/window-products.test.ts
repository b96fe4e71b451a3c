import {
  compile,
  compileAsync,
  conv1d,
  conv2d,
  conv3d,
  f32,
  type Graph,
  graph,
  mean,
  mul,
  type NdArray,
  random,
  reference,
  sgd,
  trainStep,
} from "dagrad";
import { onnxruntime } from "dagrad/onnxruntime";
import { describe, expect, it } from "vitest";
import { executes } from "../../src/engines/onnxruntime/exported.ts";
import { withWindowConvolutions } from "../../src/engines/onnxruntime/window-products.ts";
import { lower } from "../../src/passes/lower.ts";
import { areRuntimesThere, runtimes } from "./runtimes.ts";

const options = { filters: 3, init: "heNormal" } as const;
const networks: Readonly<Record<string, Graph<any, any>>> = {
  "conv1d with a stride": graph({ x: f32(2, 9, 2) }, ({ x }) => {
    const y = conv1d(x, { ...options, size: 3, stride: 2 });
    return { loss: mean(mul(y, y)) };
  }),
  "conv2d with padding": graph({ x: f32(2, 6, 7, 2) }, ({ x }) => {
    const y = conv2d(x, { ...options, size: [3, 2], padding: "same" });
    return { loss: mean(mul(y, y)) };
  }),
  "conv2d, channels first": graph({ x: f32(2, 2, 6, 7) }, ({ x }) => {
    const y = conv2d(x, { ...options, size: 3, layout: "NCHW" });
    return { loss: mean(mul(y, y)) };
  }),
  "conv2d with stride and dilation": graph({ x: f32(2, 9, 9, 2) }, ({ x }) => {
    const y = conv2d(x, { ...options, size: 3, stride: 2, dilation: 2 });
    return { loss: mean(mul(y, y)) };
  }),
  conv3d: graph({ x: f32(2, 4, 5, 4, 2) }, ({ x }) => {
    const y = conv3d(x, { ...options, size: 2 });
    return { loss: mean(mul(y, y)) };
  }),
  "conv2d of batches of any size": graph({ x: f32("n", 6, 6, 2) }, ({ x }) => {
    const y = conv2d(x, { ...options, size: 3 });
    return { loss: mean(mul(y, y)) };
  }),
};
/** Where the product stays as it is. */
const others: typeof networks = {
  "conv2d whose last column is in no window": graph({ x: f32(2, 8, 8, 2) }, ({ x }) => {
    const y = conv2d(x, { ...options, size: 3, stride: 2 });
    return { loss: mean(mul(y, y)) };
  }),
  "conv2d in groups": graph({ x: f32(2, 6, 6, 3) }, ({ x }) => {
    const y = conv2d(x, { ...options, size: 3, groups: 3 });
    return { loss: mean(mul(y, y)) };
  }),
};

const stepOf = (network: Graph<any, any>) => trainStep(network, { minimize: "loss" as never, optimizer: sgd({ learningRate: 1 }) });
const convolutionsIn = ({ nodes }: Graph): number => Object.values(nodes).filter(({ op }) => op.startsWith("conv")).length;

describe("products of windows", () => {
  it.each(Object.entries(networks))("that are the derivative of %s become convolutions", (_, network) => {
    const graph = lower(stepOf(network), { keep: executes });
    expect(convolutionsIn(withWindowConvolutions(graph))).toBe(convolutionsIn(graph) + 1);
  });

  it.each(Object.entries(others))("that are the derivative of %s stay", (_, network) => {
    const graph = lower(stepOf(network), { keep: executes });
    expect(withWindowConvolutions(graph)).toBe(graph);
  });

  it.skipIf(!areRuntimesThere).each(Object.entries({ ...networks, ...others }))(
    "a step of %s is the reference's within 1e-6",
    async (_, network) => {
      const step = stepOf(network);
      const shape = (network.nodes.x?.shape ?? []).map((dim) => (typeof dim === "number" ? dim : 3));
      const source = random(2);
      const filled = (dims: readonly number[]): unknown =>
        dims.length === 0 ? source.randn() : Array.from({ length: dims[0] as number }, () => filled(dims.slice(1)));
      const feeds = { x: filled(shape) } as never;
      const there = await compileAsync(step, { backend: onnxruntime(runtimes["onnxruntime-node"]), feeds });
      const here = compile(step, { backend: reference });
      await there.runAsync(feeds);
      here.run(feeds);
      const expected = here.parameters;
      for (const [id, value] of Object.entries(await there.read()))
        expect(value).toBeAllClose(expected[id] as NdArray, { rtol: 1e-6, atol: 1e-6 });
    },
  );
});
