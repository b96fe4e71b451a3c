import * as dagrad from "../../../../dist/node/index.js";
import { compiling } from "../compiling.mjs";
import { floats, labels, layersOf, square, trainingBatch } from "../data.mjs";
import { dagradModels } from "../models/dagrad.mjs";
import { dagradNetworks } from "../networks/dagrad.mjs";

const {
  adam,
  add,
  argmaxAccuracy,
  compile,
  crossentropy,
  dense,
  f32,
  graph,
  matmul,
  NdArray,
  relu,
  sgd,
  softmax,
  trainStep,
  transpose,
  u8,
} = dagrad;

const views = { copy: false };
const tensor = (data, shape) => new NdArray(data, shape, "float32");

/** dagrad as it is when nothing is asked for. */
export const contender = () => programs();

/** The cases with a certain backend. */
export function programs(options = {}) {
  /** A product of resident matrices: A and B are parameters, and nothing is fed. */
  const productOf = (a, b, rows, inner, columns, { left = false, right = false } = {}) => {
    const network = graph({}, (_, g) => {
      const A = g.parameter("A", left ? [inner, rows] : [rows, inner], { init: "zeros" });
      const B = g.parameter("B", right ? [columns, inner] : [inner, columns], { init: "zeros" });
      return { C: matmul(left ? transpose(A) : A, right ? transpose(B) : B) };
    });
    const parameters = {
      A: tensor(a, left ? [inner, rows] : [rows, inner]),
      B: tensor(b, right ? [columns, inner] : [inner, columns]),
    };
    const program = compile(network, { ...options, parameters });
    const fetch = ["C"];
    return { run: () => program.run({}, fetch, views), check: () => program.run({}, fetch).C.data };
  };

  const today = dagradNetworks(options);
  const models = dagradModels(options);
  return {
    ...today,
    ...models,
    gemm({ size, form }) {
      const [left, right] = [form === "TN", form === "NT"];
      return productOf(square("a", size, left), square("b", size, right), size, size, size, { left, right });
    },
    gemv: () => productOf(floats("images").slice(0, 784), layersOf("digit")[0].w, 1, 784, 128),
    bookForward() {
      const program = compile(bookNetwork(), { ...options, parameters: parametersOf("book") });
      const feeds = { X: floats("X"), y: labels("y") };
      const fetch = ["loss", "accuracy"];
      return {
        run: () => program.run(feeds, fetch, views),
        check() {
          const { loss, accuracy } = program.run(feeds, fetch);
          return [loss.item(), accuracy.item()];
        },
      };
    },
    forward(given) {
      const { network, parameters, feeds, fetch } = forwardCase(given);
      const program = compile(network, { ...options, parameters });
      return { run: () => program.run(feeds, fetch, views), check: () => program.run(feeds, fetch).p.data };
    },
    train(given) {
      const { network, parameters, feeds, fetch, steps } = trainCase(given);
      const step = compile(network, { ...options, parameters });
      return {
        run: () => step.run(feeds, fetch, views),
        check: () => Array.from({ length: steps }, () => step.run(feeds, fetch).loss.item()),
      };
    },
    smallOps() {
      const vectors = floats("vectors");
      const network = graph({ x: f32(16) }, ({ x }, g) => {
        let h = x;
        for (let i = 0; i < 500; i++) h = relu(add(h, g.parameter(`v${i}`, [16], { init: "zeros" })));
        return { h };
      });
      const parameters = Object.fromEntries(
        Array.from({ length: 500 }, (_, i) => [`v${i}`, tensor(vectors.slice(16 * i, 16 * i + 16), [16])]),
      );
      const program = compile(network, { ...options, parameters });
      const feeds = { x: floats("x16") };
      const fetch = ["h"];
      return { run: () => program.run(feeds, fetch, views), check: () => program.run(feeds, fetch).h.data };
    },
    /** From a graph to a program that is ready to run these feeds, and on to its first result. The graph is built before. */
    compilation: {
      ...today.compilation,
      ...models.compilation,
      step() {
        const network = training("digit", "adam", 0.001);
        const parameters = parametersOf("digit");
        const { X, y } = trainingBatch("digit");
        return compiling(network, { ...options, parameters }, { X, y }, ["loss"]);
      },
      chain({ nodes }) {
        const network = graph({ x: f32(16) }, ({ x }) => {
          let h = x;
          for (let i = 0; i < nodes / 2; i++) h = relu(add(h, 0.01));
          return { h };
        });
        return compiling(network, options, { x: floats("x16") }, ["h"]);
      },
    },
  };
}

/** What is run forward, of `batch` images: { network, parameters, feeds, fetch }. */
export const forwardCase = ({ batch }) => ({
  network: graph({ X: f32("batch", 784) }, ({ X }) => ({ p: digitProbabilities(X) })),
  parameters: parametersOf("digit"),
  feeds: { X: floats("images").slice(0, batch * 784) },
  fetch: ["p"],
});

/** What is trained, and the number of steps that are compared. */
export function trainCase({ network, optimizer, rate, batch, steps = 11 }) {
  const { X, y } = trainingBatch(network, batch);
  return {
    network: training(network, optimizer, rate),
    parameters: parametersOf(network),
    feeds: { X, y },
    fetch: ["loss"],
    steps,
  };
}

function bookNetwork() {
  return graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
    return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });
}

const digitProbabilities = (X) => softmax(dense(relu(dense(relu(dense(X, { units: 128 })), { units: 128 })), { units: 10 }));

function training(network, optimizer, rate) {
  const forward =
    network === "digit"
      ? graph({ X: f32("batch", 784), y: u8("batch") }, ({ X, y }) => ({ loss: crossentropy(digitProbabilities(X), y) }))
      : graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => ({
          loss: crossentropy(softmax(dense(relu(dense(X, { units: 64 })), { units: 3 })), y),
        }));
  const rule = optimizer === "adam" ? adam({ learningRate: rate }) : sgd({ learningRate: rate });
  return trainStep(forward, { minimize: "loss", optimizer: rule });
}

function parametersOf(network) {
  return Object.fromEntries(
    layersOf(network).flatMap(({ w, b, inputs, units }, i) => [
      [`dense${i + 1}.weights`, tensor(w, [inputs, units])],
      [`dense${i + 1}.biases`, tensor(b, [units])],
    ]),
  );
}
