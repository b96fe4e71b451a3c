import { models } from "./models/models.mjs";
import { networks } from "./networks/networks.mjs";

/**
 * What is measured, by group. A work is one case of the contenders with what it is given; `scale` turns ms a call into its unit.
 * Groups can be named on the command line: peers:gemm.
 */
const us = { unit: "µs", scale: 1000 };
const ms = { unit: "ms", scale: 1 };

export const gemmSizes = [64, 128, 256, 512, 1024];
export const gemmForms = ["NN", "NT", "TN"];
export const batches = [1, 32, 128, 1024];
export const splitSizes = [256, 512, 1024];

const all = ["dagrad", "dagrad-reference", "tfjs-wasm", "onnxruntime-web", "jax-js", "loops", "numpy"];
const trained = ["dagrad", "dagrad-reference", "tfjs-wasm", "tfjs-wasm-tuned", "jax-js", "loops", "numpy"];
const twoThreads = ["dagrad", "dagrad-2", "onnxruntime-web-2", "numpy-2"];

/** The reference backend needs seconds for the largest products, so it is left out there. Tuning concerns transposed matrices. */
const gemmContenders = (size, form) => [
  "peak",
  ...all.filter((name) => name !== "dagrad-reference" || size <= 256),
  ...(form === "NN" ? [] : ["tfjs-wasm-tuned"]),
];

const spiral = { network: "small", optimizer: "adam", rate: 0.05 };
const digit = { sgd: { network: "digit", optimizer: "sgd", rate: 0.1 }, adam: { network: "digit", optimizer: "adam", rate: 0.001 } };

/** The networks of today, forward and as a plain gradient step. What has a `flops` is held against the peak. */
const convolutions = {
  conv3: "conv2d 3×3, 64→64 at 56², batch 1",
  conv3x8: "conv2d 3×3, 64→64 at 56², batch 8",
  conv1: "conv2d 1×1, 256→256 at 28², batch 1",
  conv1x8: "conv2d 1×1, 256→256 at 28², batch 8",
};
const images = {
  depthwise: "depthwise conv2d 3×3, 128 channels at 56²",
  maxPool: "maxPool 2×2, 64 channels at 56², batch 8",
  residualBlock: "ResNet block, 64 channels at 28², batch 8",
  mobileNet: "MobileNet-v1-like, 0.25, 128², batch 1",
};
const sequences = {
  attention: "multi-head attention, 8 heads of 64, 256 tokens",
  transformer: "transformer block, 256 wide, 256 tokens",
  recurrent: "lstm 128, 64 steps, batch 16",
};
const peers = ["dagrad", "tfjs-wasm", "onnxruntime-web", "onnxruntime-node", "jax-js"];

const forwardWorks = (group, titles, contenders, unit = ms) =>
  Object.entries(titles).map(([name, title]) => {
    const { flops } = networks[name];
    return { id: name, group, title, work: "network", given: { name }, contenders, ...(flops && { flops }), ...unit };
  });
const stepWorks = (group, titles) =>
  Object.entries(titles).map(([name, title]) => ({
    id: `${name}-step`,
    group,
    title: `${title}: training step`,
    work: "networkStep",
    given: { name },
    contenders: ["dagrad", "tfjs-wasm", "jax-js"],
    ...ms,
  }));

const engineWork = (id, title, work, given) => ({
  id,
  group: "engines",
  title: `${title}, by engine`,
  work,
  given,
  contenders: ["dagrad", "dagrad-onnxruntime-node", "dagrad-onnxruntime-web", "numpy"],
  ...us,
});

/** What a backend may add to calls of its runtime is measured on these, in turns in one process. */
export const overheads = [128, 1024].flatMap((batch) => [
  { id: `forward-${batch}`, title: `784-128-128-10 forward, batch ${batch}`, work: "forward", given: { batch } },
  { id: `step-${batch}`, title: `784-128-128-10 Adam step, batch ${batch}`, work: "train", given: { ...digit.adam, batch } },
]);
overheads.push({ id: "leNet", title: "LeNet-5, batch 64: training step", work: "networkStep", given: { name: "leNet" } });
const overheadFigures = overheads.flatMap(({ id, title }) => [
  [`${id}-hand`, { id: `engines-${id}-hand`, title: `${title}: the runtime by hand`, unit: "µs" }],
  [`${id}-added`, { id: `engines-${id}-added`, title: `${title}: what dagrad's backend adds to it`, unit: "µs" }],
]);

/** Timed in rounds. `threads` above 1: wall time counts, since a second processor saves nothing else. `thorough`: left out when in a hurry. */
export const timedWorks = [
  ...gemmSizes.flatMap((size) =>
    gemmForms.map((form) => ({
      id: `gemm-${size}-${form}`,
      group: "gemm",
      title: `GEMM ${size}³ ${form}`,
      work: "gemm",
      given: { size, form },
      contenders: gemmContenders(size, form),
      flops: 2 * size ** 3,
      thorough: size === 128 || size === 512,
      ...(size < 512 ? us : ms),
    })),
  ),
  { id: "gemv", group: "gemv", title: "GEMV 1 × 128 × 784", work: "gemv", contenders: all, flops: 2 * 128 * 784, ...us },
  {
    id: "spiral",
    group: "spiral",
    title: "chapter-5 spiral network, forward with loss and accuracy, 300 rows",
    work: "bookForward",
    contenders: all,
    ...us,
  },
  { id: "epoch", group: "epoch", title: "spiral 2-64-3, Adam epoch, 300 rows", work: "train", given: spiral, contenders: trained, ...us },
  ...batches.map((batch) => ({
    id: `forward-${batch}`,
    group: "forward",
    title: `784-128-128-10 forward, batch ${batch}`,
    work: "forward",
    given: { batch },
    contenders: all,
    ...us,
  })),
  ...["sgd", "adam"].map((optimizer) => ({
    id: `step-${optimizer}`,
    group: "step",
    title: `784-128-128-10 ${optimizer === "sgd" ? "SGD" : "Adam"} step, batch 128`,
    work: "train",
    given: digit[optimizer],
    contenders: ["peak", ...trained],
    ...ms,
  })),
  ...forwardWorks("images", convolutions, ["peak", ...peers]),
  ...forwardWorks("images", images, peers),
  ...stepWorks("images", { leNet: "LeNet-5, batch 64", residualBlock: images.residualBlock }),
  ...forwardWorks("sequences", sequences, peers),
  ...stepWorks("sequences", sequences),
  ...forwardWorks("rows", { softmax: "softmax [128, 1000]", layerNorm: "layerNorm [128, 1000]", exp: "exp [128, 1000]" }, peers, us),
  ...forwardWorks("rows", { copySums: "copy (negated) and two sums of rows [128, 1000]" }, ["dagrad"], us),
  ...models.map(({ id, title, kind }) => ({
    id: `model-${id}`,
    group: "models",
    title: `${title}, one run`,
    work: "model",
    given: { id },
    contenders: ["dagrad", "onnxruntime-web", "onnxruntime-node"],
    ...(kind === "convolutional" ? ms : us),
  })),
  ...[128, 1024].flatMap((batch) => [
    engineWork(`engines-forward-${batch}`, `784-128-128-10 forward, batch ${batch}`, "forward", { batch }),
    engineWork(`engines-step-${batch}`, `784-128-128-10 Adam step, batch ${batch}`, "train", {
      ...digit.adam,
      batch,
      steps: batch > 128 ? 3 : 11,
    }),
  ]),
  engineWork("engines-leNet-step", "LeNet-5, batch 64: training step", "networkStep", { name: "leNet" }),
  {
    id: "ops",
    group: "ops",
    title: "1,000 elementwise ops on 16 floats, per op",
    work: "smallOps",
    contenders: all,
    unit: "ns",
    scale: 1e6 / 1000,
  },
  ...splitSizes.map((size) => ({
    id: `gemm-${size}-two`,
    group: "threads",
    title: `GEMM ${size}³ NN, one and two threads`,
    work: "gemm",
    given: { size, form: "NN" },
    contenders: twoThreads,
    flops: 2 * size ** 3,
    threads: 2,
    thorough: size === 512,
    ...(size < 512 ? us : ms),
  })),
  ...Object.entries(convolutions).map(([name, title]) => ({
    id: `${name}-two`,
    group: "threads",
    title: `${title}, one and two threads`,
    work: "network",
    given: { name },
    contenders: ["dagrad", "dagrad-2", "onnxruntime-web-2"],
    flops: networks[name].flops,
    threads: 2,
    ...ms,
  })),
  {
    id: "step-two",
    group: "threads",
    title: "784-128-128-10 SGD step, batch 128, one and two threads",
    work: "train",
    given: digit.sgd,
    contenders: twoThreads.filter((name) => name !== "onnxruntime-web-2"),
    threads: 2,
    ...ms,
  },
];

/** Measured in processes that do nothing else: a job of fresh.mjs, of which some figures become works. */
export const freshJobs = [
  {
    group: "compile",
    job: "step",
    contenders: ["dagrad", "jax-js"],
    verified: { work: "train", given: digit.adam, count: 1 },
    figures: {
      ready: { id: "compile-cold", title: "compile an MLP Adam step, cold: to a program that is ready", unit: "ms" },
      first: { id: "compile-cold-first", title: "compile an MLP Adam step, cold: to its first result", unit: "ms" },
      warmReady: { id: "compile-warm", title: "compile an MLP Adam step, warm: to a program that is ready", unit: "ms" },
      warmFirst: { id: "compile-warm-first", title: "compile an MLP Adam step, warm: to its first result", unit: "ms" },
    },
  },
  {
    group: "compile",
    job: "chain",
    contenders: ["dagrad", "onnxruntime-web", "jax-js"],
    verified: { work: "chain", given: { nodes: 10_000 } },
    figures: {
      ready: { id: "chain", title: "compile a graph of 10,000 nodes, cold: to a program that is ready", unit: "ms" },
      first: { id: "chain-first", title: "compile a graph of 10,000 nodes, cold: to its first result", unit: "ms" },
    },
  },
  {
    group: "compile",
    job: "networkStep",
    contenders: ["dagrad"],
    verified: { work: "networkStep", given: { name: "residualBlock" }, count: 1 },
    figures: {
      ready: { id: "residualBlock-compile", title: "compile a ResNet block's training step, cold: to a program that is ready", unit: "ms" },
      first: { id: "residualBlock-compile-first", title: "compile a ResNet block's training step, cold: to its first result", unit: "ms" },
    },
  },
  {
    group: "compile",
    job: "network",
    contenders: ["dagrad"],
    verified: { work: "network", given: { name: "transformers" }, count: 100 },
    figures: {
      ready: { id: "transformers-compile", title: "compile 12 transformer blocks, cold: to a program that is ready", unit: "ms" },
      first: { id: "transformers-compile-first", title: "compile 12 transformer blocks, cold: to the first result", unit: "ms" },
    },
  },
  ...models.map(({ id, title }) => ({
    group: "models",
    job: `model ${id}`,
    contenders: ["dagrad", "onnxruntime-web", "onnxruntime-node"],
    verified: { work: "model", given: { id }, count: 100 },
    figures: {
      read: { id: `model-${id}-read`, title: `${title}, cold: from the bytes to a graph`, unit: "ms" },
      ready: { id: `model-${id}-ready`, title: `${title}, cold: from the bytes to a program that is ready`, unit: "ms" },
      first: { id: `model-${id}-first`, title: `${title}, cold: from the bytes to the first result`, unit: "ms" },
    },
  })),
  {
    group: "engines",
    job: "overhead",
    contenders: ["overhead-onnxruntime-node", "overhead-onnxruntime-web"],
    verified: { work: "forward", given: { batch: 128 } },
    rounds: 1,
    figures: Object.fromEntries(overheadFigures),
  },
  {
    group: "cold",
    job: "cold",
    contenders: all,
    verified: { work: "bookForward" },
    figures: { ms: { id: "cold", title: "cold process: import to the first result of the chapter-5 network", unit: "ms" } },
  },
  {
    group: "memory",
    job: "memory",
    contenders: ["dagrad", "tfjs-wasm", "jax-js", "numpy"],
    verified: { work: "train", given: digit.adam },
    rounds: 1,
    figures: { MB: { id: "memory", title: "peak resident memory of 1,000 MLP Adam steps", unit: "MB" } },
  },
];

/** What no bound is held against: left out when in a hurry. */
export const besides = ["dagrad-reference", "tfjs-wasm-tuned"];

export const groups = [...new Set([...timedWorks, ...freshJobs].map(({ group }) => group))];
