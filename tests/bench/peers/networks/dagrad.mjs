import * as dagrad from "../../../../dist/node/index.js";
import { compiling } from "../compiling.mjs";
import { arraysOf, stepsCompared } from "./expected.mjs";
import { labelsOf, networks } from "./networks.mjs";

const { add, compile, f32, graph, i32, matmul, mean, mul, NdArray, neg, relu, reshape, sgd, softmax, sum, trainStep, transpose } = dagrad;
const views = { copy: false };

const activated = (y, activation) => (activation === "relu" ? relu(y) : y);
const api = {
  conv: (x, weights, { b, stride = 1, padding = "same", activation }) =>
    activated(dagrad.conv2d(x, { weights, ...(b && { biases: b }), stride, padding }), activation),
  depthwise: (x, weights, { b, stride = 1, activation }) =>
    activated(dagrad.depthwiseConv2d(x, { weights, ...(b && { biases: b }), stride, padding: "same" }), activation),
  maxPool: (x, size) => dagrad.maxPool(x, { size }),
  spaceMean: (x) => dagrad.globalAveragePool(x),
  flatten: (x) => dagrad.flatten(x),
  dense: (x, w, { b, activation }) => activated(b ? add(matmul(x, w), b) : matmul(x, w), activation),
  add,
  relu,
  gelu: (x) => dagrad.gelu(x, { approximate: "tanh" }),
  softmax: (x) => softmax(x),
  exp: dagrad.exp,
  copySums: (x) => ({ y: neg(x), total: sum(x, { axis: 1 }), squares: sum(mul(x, x), { axis: 1 }) }),
  layerNorm: (x, { scale, bias }) =>
    dagrad.layerNorm(x, { epsilon: 1e-5, ...(scale ? { scale, biases: bias } : { scale: false, bias: false }) }),
  attention(q, k, v) {
    const byHeads = (x) => transpose(x, { perm: [0, 2, 1, 3] });
    return byHeads(dagrad.attention(byHeads(q), byHeads(k), byHeads(v)));
  },
  reshape: (x, shape) => reshape(x, { shape }),
  lstm: (x, weights, recurrentWeights, biases) => dagrad.lstm(x, { weights, recurrentWeights, biases }),
  meanSquare: (y) => mean(mul(y, y)),
  crossentropy: (logits, labels) => dagrad.softmaxCrossentropy(logits, labels),
};

function built(name) {
  const { input, parameters, forward, loss, labels } = networks[name];
  const arrays = arraysOf(name);
  const inputs = { x: f32(...input), ...(loss && labels && { labels: i32(input[0]) }) };
  const network = (withLoss) =>
    graph(withLoss ? inputs : { x: inputs.x }, (given, g) => {
      const W = Object.fromEntries(Object.entries(parameters).map(([key, shape]) => [key, g.parameter(key, shape, { init: "zeros" })]));
      const y = forward(api, given.x, W);
      return withLoss ? { loss: loss(api, y, given.labels) } : "y" in y ? y : { y };
    });
  const values = Object.fromEntries(
    Object.entries(parameters).map(([key, shape]) => [key, new NdArray(arrays.parameters[key], shape, "float32")]),
  );
  return { network, values, feeds: { x: arrays.x, ...(inputs.labels && { labels: labelsOf(networks[name]) }) } };
}

const stepOf = (network, name) => trainStep(network(true), { minimize: "loss", optimizer: sgd({ learningRate: networks[name].rate }) });

/** A training step of one of the networks: { network, parameters, feeds, fetch, steps }. */
export function networkStepCase({ name }) {
  const { network, values, feeds } = built(name);
  return { network: stepOf(network, name), parameters: values, feeds, fetch: ["loss"], steps: stepsCompared };
}

/** The networks of today, compiled with these options. */
export function dagradNetworks(options = {}) {
  return {
    /** The weights are given: drawing them is no part of compiling. */
    compilation: {
      network({ name }) {
        const { network, values, feeds } = built(name);
        return compiling(network(false), { ...options, parameters: values }, { x: feeds.x }, ["y"]);
      },
      networkStep({ name }) {
        const { network, values, feeds } = built(name);
        return compiling(stepOf(network, name), { ...options, parameters: values }, feeds, ["loss"]);
      },
    },
    network({ name }) {
      const { network, values, feeds } = built(name);
      const program = compile(network(false), { ...options, parameters: values });
      const { x } = feeds;
      const fetch = Object.keys(program.graph.outputs);
      return {
        run: () => program.run({ x }, fetch, views),
        check: () => program.run({ x }, fetch).y.data,
      };
    },
    networkStep(given) {
      const { network, parameters, feeds, fetch, steps } = networkStepCase(given);
      const step = compile(network, { ...options, parameters });
      return {
        run: () => step.run(feeds, fetch, views),
        check: () => Array.from({ length: steps }, () => step.run(feeds, fetch).loss.item()),
      };
    },
  };
}
