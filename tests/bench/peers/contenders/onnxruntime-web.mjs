import * as ort from "onnxruntime-web";
import { floats, labels, layersOf, square } from "../data.mjs";
import { onnxruntimeModels } from "../models/models.mjs";
import { onnxruntimeNetworks } from "../networks/onnxruntime.mjs";
import { onnxModel } from "./onnx-model.mjs";

const float = (data, shape) => new ort.Tensor("float32", data, shape);
const session = (model) =>
  ort.InferenceSession.create(onnxModel(model), { executionProviders: ["wasm"], graphOptimizationLevel: "all", logSeverityLevel: 3 });
const single = (...shape) => [shape, "float32"];

/** onnxruntime-web, its WebAssembly provider on one thread; it has no training. Weights are constants of the model, packed beforehand. */
export const contender = () => onThreads(1);

export function onThreads(count) {
  ort.env.wasm.numThreads = count;
  ort.env.logLevel = "error";
  const models = onnxruntimeModels(ort, "wasm");
  const compilation = { chain, ...models.compilation };
  return { gemm, gemv, bookForward, forward, smallOps, ...onnxruntimeNetworks(ort, "wasm"), ...models, compilation };
}

function gemm({ size, form }) {
  const [left, right] = [form === "TN", form === "NT"];
  return product(square("a", size, left), square("b", size, right), [size, size], [size, size], [size, size], { left, right });
}

const gemv = () => product(floats("images").slice(0, 784), layersOf("digit")[0].w, [1, 784], [784, 128], [1, 128], {});

async function product(a, b, shapeA, shapeB, shapeC, { left = false, right = false }) {
  const node = left || right ? ["Gemm", ["a", "b"], "c", { transA: +left, transB: +right }] : ["MatMul", ["a", "b"], "c"];
  const made = await session({
    inputs: { a: single(...shapeA) },
    outputs: { c: single(...shapeC) },
    constants: { b: [b, shapeB] },
    nodes: [node],
  });
  const feeds = { a: float(a, shapeA) };
  return {
    awaited: true,
    run: () => made.run(feeds),
    check: async () => (await made.run(feeds)).c.data,
    dispose: () => made.release(),
  };
}

const constantsOf = (network) =>
  Object.fromEntries(
    layersOf(network).flatMap(({ w, b, inputs, units }, i) => [
      [`w${i + 1}`, [w, [inputs, units]]],
      [`b${i + 1}`, [b, [units]]],
    ]),
  );

async function bookForward() {
  const made = await session({
    inputs: { x: single(300, 2), y: [[300, 1], "int64"] },
    outputs: { loss: single(), accuracy: single() },
    constants: { ...constantsOf("book"), low: [Float32Array.of(1e-7), []], high: [Float32Array.of(1 - 1e-7), []] },
    nodes: [
      ["Gemm", ["x", "w1", "b1"], "z1"],
      ["Relu", ["z1"], "h1"],
      ["Gemm", ["h1", "w2", "b2"], "z2"],
      ["Softmax", ["z2"], "p", { axis: 1 }],
      ["Clip", ["p", "low", "high"], "clipped"],
      ["GatherElements", ["clipped", "y"], "chosen", { axis: 1 }],
      ["Log", ["chosen"], "log"],
      ["Neg", ["log"], "losses"],
      ["ReduceMean", ["losses"], "loss", { keepdims: 0 }],
      ["ArgMax", ["p"], "class", { axis: 1, keepdims: 1 }],
      ["Equal", ["class", "y"], "equal"],
      ["Cast", ["equal"], "right", { to: 1 }],
      ["ReduceMean", ["right"], "accuracy", { keepdims: 0 }],
    ],
  });
  const feeds = { x: float(floats("X"), [300, 2]), y: new ort.Tensor("int64", BigInt64Array.from(labels("y"), BigInt), [300, 1]) };
  const run = async () => {
    const { loss, accuracy } = await made.run(feeds);
    return [loss.data[0], accuracy.data[0]];
  };
  return { awaited: true, run, check: run, dispose: () => made.release() };
}

async function forward({ batch }) {
  const made = await session({
    inputs: { x: single(batch, 784) },
    outputs: { p: single(batch, 10) },
    constants: constantsOf("digit"),
    nodes: [
      ["Gemm", ["x", "w1", "b1"], "z1"],
      ["Relu", ["z1"], "h1"],
      ["Gemm", ["h1", "w2", "b2"], "z2"],
      ["Relu", ["z2"], "h2"],
      ["Gemm", ["h2", "w3", "b3"], "z3"],
      ["Softmax", ["z3"], "p", { axis: 1 }],
    ],
  });
  const x = floats("images").slice(0, batch * 784);
  const run = async () => (await made.run({ x: float(x, [batch, 784]) })).p.data;
  return { awaited: true, run, check: run, dispose: () => made.release() };
}

async function smallOps() {
  const vectors = floats("vectors");
  const made = await session({
    inputs: { x: single(16) },
    outputs: { h500: single(16) },
    constants: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`v${i}`, [vectors.slice(16 * i, 16 * i + 16), [16]]])),
    nodes: Array.from({ length: 500 }, (_, i) => [
      ["Add", [i === 0 ? "x" : `h${i}`, `v${i}`], `s${i}`],
      ["Relu", [`s${i}`], `h${i + 1}`],
    ]).flat(),
  });
  const feeds = { x: float(floats("x16"), [16]) };
  return { awaited: true, run: () => made.run(feeds), check: async () => (await made.run(feeds)).h500.data, dispose: () => made.release() };
}

/** From the file's bytes to a session, and on to its first result. */
function chain({ nodes }) {
  const pairs = nodes / 2;
  const model = onnxModel({
    inputs: { x: single(16) },
    outputs: { [`h${pairs}`]: single(16) },
    constants: { c: [Float32Array.of(0.01), []] },
    nodes: Array.from({ length: pairs }, (_, i) => [
      ["Add", [i === 0 ? "x" : `h${i}`, "c"], `s${i}`],
      ["Relu", [`s${i}`], `h${i + 1}`],
    ]).flat(),
  });
  let made;
  return {
    async ready() {
      made = await ort.InferenceSession.create(model, { executionProviders: ["wasm"], graphOptimizationLevel: "all", logSeverityLevel: 3 });
    },
    first: async () => (await made.run({ x: float(floats("x16"), [16]) }))[`h${pairs}`].data,
  };
}
