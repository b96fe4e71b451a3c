import {
  adam,
  argmaxAccuracy,
  compile,
  conv2d,
  crossentropy,
  dense,
  f32,
  flatten,
  type Graph,
  graph,
  i32,
  lstm,
  matmul,
  maxPool,
  NdArray,
  type Optimizer,
  random,
  reference,
  relu,
  scan,
  sgd,
  softmax,
  tanh,
  trainStep,
  u8,
} from "dagrad";
import { fromOnnx, toOnnx, toOnnxFiles } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import { prepare } from "../../examples/chapter-5.ts";
import { network as spiral, training } from "../../examples/spiral.ts";
import { decode } from "../../src/onnx/wire/decode.ts";
import { gradients } from "../../src/train/gradients.ts";
import { op } from "../graph/untyped-ops.ts";
import { inOnnxRuntime, lacksOnnxRuntime } from "./onnxruntime.ts";
import { unlike } from "./op-cases.ts";

const { X, y, program } = prepare();
const expected = program.run({ X, y });

const largestDifference = (a: NdArray | undefined, b: NdArray): number =>
  Math.max(...Array.from(b.data, (value, i) => Math.abs(value - (a?.data[i] ?? Number.NaN))));

describe("chapter 5 as a model of ONNX", () => {
  it("comes back as it was: the book's loss, every number of the same bits, the batch still a name", () => {
    const { graph, parameters } = fromOnnx(toOnnx(program));
    expect(graph.nodes.X?.shape).toEqual(["batch", 2]);
    const found = compile(graph, { backend: reference, parameters }).run({ X, y } as never) as Record<string, NdArray>;
    for (const [name, { data }] of Object.entries(expected)) expect(found[name]?.data, name).toEqual(data);
  });

  it("has ONNX's own ops for what ONNX has", () => {
    const { graph: file, irVersion, opsetImport } = decode("Model", toOnnx(program));
    expect([irVersion, opsetImport]).toEqual([8, [{ domain: "", version: 17 }]]);
    expect(file?.node?.slice(0, 4).map(({ opType, input, output }) => `${output} = ${opType}(${input})`)).toEqual([
      "dense1 = Gemm(X,dense1.weights,dense1.biases)",
      "relu1 = Relu(dense1)",
      "dense2 = Gemm(relu1,dense2.weights,dense2.biases)",
      "probabilities = Softmax(dense2)",
    ]);
  });

  it.skipIf(lacksOnnxRuntime)("has the book's loss in ONNX Runtime", async () => {
    const model = await inOnnxRuntime(toOnnx(program));
    expect([model.inputs, model.outputs]).toEqual([
      ["X", "y"],
      ["probabilities", "loss", "accuracy"],
    ]);
    const { loss, accuracy, probabilities } = await model.run({ X, y });
    // NNFS, chapter 5: loss: 1.0986104; acc: 0.34
    expect(loss?.data[0]).toBeCloseTo(1.0986104, 7);
    expect(accuracy?.data[0]).toBe(0.34);
    expect(largestDifference(probabilities, expected.probabilities)).toBeLessThanOrEqual(1.2e-7);
  });

  it.skipIf(lacksOnnxRuntime)("stops at a label that is none: −1 is not the last class", async () => {
    const int = graph({ X: f32("batch", 2), y: { shape: ["batch"], dtype: "int32" } }, (inputs) => {
      const probabilities = softmax(inputs.X);
      return { loss: crossentropy(probabilities, inputs.y), accuracy: argmaxAccuracy(probabilities, inputs.y) };
    });
    const model = await inOnnxRuntime(toOnnx(int));
    const [points, labels] = [
      new NdArray(Float32Array.of(1, 2, 3, 4), [2, 2], "float32"),
      (label: number) => new NdArray(Int32Array.of(0, label), [2], "int32"),
    ];
    expect((await model.run({ X: points, y: labels(1) })).loss?.data[0]).toBeCloseTo(0.81326, 5);
    await expect(model.run({ X: points, y: labels(-1) })).rejects.toThrow(/out of|indices|index/i);
    await expect(model.run({ X: points, y: labels(2) })).rejects.toThrow(/out of|indices|index/i);
  });

  it.skipIf(lacksOnnxRuntime).each([
    ["gather", (x: unknown, at: unknown) => op.gather(x, at)],
    ["take", (x: unknown, at: unknown) => op.take(x, at, { axis: 1 })],
    ["takeAlong", (x: unknown, at: unknown) => op.takeAlong(x, op.reshape(at, { shape: [2, 1] }), { axis: 1 })],
    ["scatterAdd", (x: unknown, at: unknown) => op.scatterAdd(x, at, { size: 4 })],
    ["oneHot", (_: unknown, at: unknown) => op.oneHot(at, { depth: 3 })],
  ] as const)("takes an index below 0 as dagrad does, in %s", async (_name, build) => {
    const indexed = graph({ x: f32(2, 3), at: i32(2) }, ({ x, at }) => ({ y: op.add(build(x, at), op.sum(x)) }));
    const feeds = {
      x: new NdArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], "float32"),
      at: new NdArray(Int32Array.of(1, -1), [2], "int32"),
    };
    const model = await inOnnxRuntime(toOnnx(indexed));
    const run = (): NdArray => compile(indexed, { backend: reference }).run(feeds).y as NdArray;
    let here: NdArray | undefined;
    try {
      here = run();
    } catch (error) {
      expect(String(error)).toContain("got -1");
    }
    if (here === undefined) await expect(model.run(feeds)).rejects.toThrow(/out of|indices|index/i);
    else expect((await model.run(feeds)).y?.tolist()).toEqual(here.tolist());
  });
});

/** Edges, a pool and two layers, on pictures of 8 × 8. */
const pictures = graph(
  { X: f32("batch", 8, 8, 1), y: u8("batch") },
  (inputs) => {
    const edges = maxPool(relu(conv2d(inputs.X, { filters: 4, size: 3, padding: "same" })), { size: 2 });
    const probabilities = softmax(dense(relu(dense(flatten(edges), { units: 16 })), { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, inputs.y) };
  },
  { init: "heNormal" },
);
const source = random(5);
const drawn = {
  X: source.normal(0, 1, [24, 8, 8, 1]).astype("float32"),
  y: new NdArray(
    Uint8Array.from({ length: 24 }, (_, i) => i % 3),
    [24],
    "uint8",
  ),
};
/** The gradient of a maxPool adds up elements of windows; lstm is a loop. */
const sequences = graph({ X: f32("batch", 8, 8), y: u8("batch") }, (inputs) => {
  const probabilities = softmax(dense(lstm(inputs.X, { units: 6 }), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, inputs.y) };
});

interface Trained {
  readonly network: Graph<any, any>;
  readonly data: Readonly<Record<string, NdArray>>;
  readonly optimizer: Optimizer;
}
const { data } = training();
const steps: Readonly<Record<string, Trained>> = {
  "sgd of 2-64-3": { network: spiral, data, optimizer: sgd({ learningRate: 0.5, momentum: 0.9 }) },
  // At larger rates Adam makes much of small differences in tiny gradients: at 0.02 the engine itself leaves the reference by 1e-6 in 17 steps.
  "adam of 2-64-3": { network: spiral, data, optimizer: adam() },
  "sgd of a convolutional network": { network: pictures, data: drawn, optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) },
  "adam of a convolutional network": { network: pictures, data: drawn, optimizer: adam({ learningRate: 0.001 }) },
  "adam of a recurrent network": {
    network: sequences,
    data: { ...drawn, X: drawn.X.reshape([24, 8, 8]) },
    optimizer: adam({ learningRate: 0.001 }),
  },
};

describe.skipIf(lacksOnnxRuntime)(
  "a training step in ONNX Runtime follows dagrad: losses of 20 steps within 1e-6, parameters within 4e-6:",
  () => {
    it.each(Object.entries(steps))("%s", async (_, { network, data: fed, optimizer }) => {
      const step = compile(trainStep(network, { minimize: "loss", optimizer }), { random: random(1), backend: reference });
      const model = await inOnnxRuntime(toOnnx(step));
      let state: Readonly<Record<string, NdArray>> = { ...step.parameters };
      const losses: number[] = [];
      for (let i = 0; i < 20; i++) {
        const { loss } = step.run(fed as never, ["loss"]) as unknown as { readonly loss: NdArray };
        const results = await model.run({ ...fed, ...state });
        losses.push(Math.abs((results.loss?.data[0] as number) - (loss.data[0] as number)));
        state = Object.fromEntries(Object.keys(state).map((id) => [id, results[`${id}:next`] as NdArray]));
      }
      expect(Math.max(...losses)).toBeLessThanOrEqual(1e-6);
      for (const [id, value] of Object.entries(step.parameters)) expect(largestDifference(state[id], value), id).toBeLessThanOrEqual(4e-6);
    });
  },
);

it("training_info names what a step begins with, and what takes its place", () => {
  const step = compile(trainStep(spiral, { minimize: "loss", optimizer: sgd({ learningRate: 1 }) }), { random: random(0) });
  const { graph: file, trainingInfo } = decode("Model", toOnnx(step));
  const state = ["sgd.step", "dense1.weights", "dense1.biases", "dense2.weights", "dense2.biases"];
  const [info] = trainingInfo ?? [];
  expect(info?.updateBinding).toEqual(state.map((id) => ({ key: id, value: `${id}:next` })));
  const inOrder = [...state.slice(1), "sgd.step"];
  // ONNX: keys are initialisers of the model or of the algorithm, values are outputs of the model.
  expect(info?.algorithm?.initializer?.map(({ name }) => name)).toEqual(inOrder);
  expect(file?.input?.map(({ name }) => name)).toEqual(["X", "y", ...inOrder]);
  expect(file?.output?.map(({ name }) => name)).toEqual([
    "probabilities",
    "loss",
    "accuracy",
    "learningRate",
    ...state.map((id) => `${id}:next`),
  ]);
});

/** h goes on through tanh, forwards and backwards, and is kept of each step. */
const loops = graph({ x: f32("time", "batch", 3), w: f32(2, 2), v: f32(3, 2), h: f32("batch", 2) }, ({ x, w, v, h }) => {
  const step = (one: { h: never; x: never; w: never; v: never }) => {
    const next = tanh(matmul(one.h, one.w)) as never;
    return { h: next, all: relu(matmul(one.x, one.v)) as never };
  };
  const forwards = scan({ carry: { h }, over: { x }, given: { w, v } }, step as never) as unknown as Record<string, never>;
  const backwards = scan(
    { carry: { h }, over: { x }, given: { w, v } },
    ((one: { h: never; x: never; w: never; v: never }) => {
      const next = tanh(matmul(one.h, one.w)) as never;
      return { h: relu(matmul(one.x, one.v)) as never, all: next };
    }) as never,
    { reverse: true },
  ) as unknown as Record<string, never>;
  return { last: forwards.h, all: forwards.all, first: backwards.h, back: backwards.all } as never;
}) as Graph<any, any>;

describe.skipIf(lacksOnnxRuntime)("a loop in ONNX Runtime", () => {
  const feeds = (time: number, batch: number): Record<string, NdArray> => {
    const of = (...shape: number[]): NdArray => source.normal(0, 1, shape).astype("float32");
    return { x: of(time, batch, 3), w: of(2, 2), v: of(3, 2), h: of(batch, 2) };
  };
  it.each([
    [1, 1],
    [4, 2],
    [7, 3],
  ])("of %i steps and %i rows, in both directions, as one file", async (time, batch) => {
    const model = await inOnnxRuntime(toOnnx(loops));
    const fed = feeds(time, batch);
    const wanted = compile(loops, { backend: reference }).run(fed as never) as Record<string, NdArray>;
    expect(unlike(await model.run(fed), wanted, { float32: 2e-6 })).toEqual([]);
  });

  it("is one Scan for all of its results", () => {
    expect(
      decode("Model", toOnnx(loops))
        .graph?.node?.map(({ opType }) => opType)
        .filter((name) => name === "Scan"),
    ).toHaveLength(2);
  });
});

describe("sizes that are names", () => {
  /** As PyTorch's forward of a batch and time that are open. */
  const network = graph({ x: f32("batch", "time", 6) }, ({ x }) => {
    const rows = x as never;
    return { y: softmax(dense(rows, { units: 3 })) };
  });
  const { parameters } = compile(network, { random: random(2) });

  it("stay names through a round trip", () => {
    const again = fromOnnx(toOnnx({ graph: network, parameters }));
    expect(again.graph.nodes[again.graph.outputs.y as string]?.shape).toEqual(["batch", "time", 3]);
  });

  it.skipIf(lacksOnnxRuntime)("are open in ONNX Runtime, gradients included", async () => {
    const derived = gradients(
      graph({ x: f32("batch", 8, 8, 2), t: u8("batch") }, (inputs) => {
        const picture = maxPool(relu(conv2d(inputs.x, { filters: 3, size: 3, padding: "same", stride: 2 })), { size: 2, stride: 1 });
        return { loss: crossentropy(softmax(dense(flatten(picture), { units: 3 })), inputs.t) };
      }),
      { of: "loss", with: ["x"] } as never,
    ) as Graph<any, any>;
    const weights = compile(derived, { random: random(3), backend: reference });
    const model = await inOnnxRuntime(toOnnx(weights));
    for (const batch of [1, 5]) {
      const fed = {
        x: source.normal(0, 1, [batch, 8, 8, 2]).astype("float32"),
        t: new NdArray(new Uint8Array(batch).fill(2), [batch], "uint8"),
      };
      expect(unlike(await model.run(fed), weights.run(fed as never) as never, { float32: 2e-6 })).toEqual([]);
    }
  });
});

describe("a model that came from a file", () => {
  const original = toOnnx(compile(spiral, { random: random(6) }));
  const file = decode("Model", original);
  const renamed = (name: string | undefined): string => ({ X: "onnx::Flatten_0", y: "39", loss: "gpu_0/loss" })[name ?? ""] ?? name ?? "";

  it("gets its names and types back", async () => {
    const { encode } = await import("../../src/onnx/wire/encode.ts");
    const input = file.graph?.input?.map((info) => ({
      ...info,
      name: renamed(info.name),
      ...(info.name === "y" && { type: { tensorType: { elemType: 7, shape: { dim: [{ dimParam: "batch" }] } } } }),
    }));
    const node = file.graph?.node?.map((one) => ({ ...one, input: one.input?.map(renamed) ?? [], output: one.output?.map(renamed) ?? [] }));
    const output = file.graph?.output?.map((info) => ({ ...info, name: renamed(info.name) }));
    const strange = encode("Model", { ...file, graph: { ...file.graph, node: node ?? [], input: input ?? [], output: output ?? [] } });
    const model = fromOnnx(strange);
    const again = decode("Model", toOnnx(model)).graph;
    expect(again?.input?.map(({ name, type }) => [name, type?.tensorType?.elemType])).toEqual([
      ["onnx::Flatten_0", 1],
      ["39", 7],
    ]);
    expect(again?.output?.map(({ name }) => name)).toEqual(["probabilities", "gpu_0/loss", "accuracy"]);
    expect(again?.initializer?.map(({ name }) => name)).toEqual(expect.arrayContaining(["dense1.weights"]));
  });
});

describe("weights beside the file", () => {
  const wide = graph({ x: f32("batch", 40) }, ({ x }) => ({ y: dense(dense(x, { units: 50 }), { units: 3 }) }));
  const weights = compile(wide, { random: random(4), backend: reference });

  it("are in a file of their own, but for small ones, and read again", () => {
    const { bytes, externalData } = toOnnxFiles(weights, { location: "wide.data" });
    expect(Object.entries(externalData).map(([name, { length }]) => [name, length])).toEqual([["wide.data", 4 * 40 * 50]]);
    expect(bytes.length).toBeLessThan(2000);
    const again = fromOnnx(bytes, { externalData });
    const fed = { x: source.normal(0, 1, [2, 40]).astype("float32") };
    const found = compile(again.graph, { parameters: again.parameters, backend: reference }).run(fed as never) as { y: NdArray };
    expect(found.y.data).toEqual(weights.run(fed).y.data);
  });
});
