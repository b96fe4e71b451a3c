/**
 * A convolutional network for Fashion-MNIST, beside the one of chapter 19: two convolutions, each with the largest of every 2 × 2 results behind it, find parts of
 * clothes wherever they are, and dense layers say what they make up. The images, and where they come from: examples/fashion-mnist.ts.
 *
 * npx dagrad train examples/fashion-convolutional.ts     trains, and draws curves into out/fashion-convolutional
 * node dist/examples/fashion-convolutional.js            trains, and prints what is mistaken for what
 */
import {
  adam,
  argmaxAccuracy,
  cast,
  classificationReport,
  conv2d,
  cosineDecay,
  crossentropy,
  dense,
  div,
  dropout,
  type FitOptions,
  fit,
  graph,
  maxPool,
  predict,
  relu,
  reshape,
  softmax,
  sub,
  u8,
} from "dagrad";
import { names, training as trainingOfBook } from "./fashion-mnist.ts";
import { isMain } from "./is-main.ts";
import { printEpochs } from "./print-epochs.ts";

export { names };

export const network = graph(
  { X: u8("batch", 28, 28), y: u8("batch") },
  ({ X, y }) => {
    const pixels = reshape(div(sub(cast(X, { dtype: "float32" }), 127.5), 127.5), { shape: ["batch", 28, 28, 1] });
    const edges = conv2d(pixels, { filters: 8, size: 3, padding: "same", activation: relu });
    const parts = conv2d(maxPool(edges, { size: 2 }), { filters: 16, size: 3, padding: "same", activation: relu });
    const features = reshape(maxPool(parts, { size: 2 }), { shape: ["batch", 784] });
    const hidden = dropout(dense(features, { units: 128, activation: relu }), { rate: 0.25 });
    const probabilities = softmax(dense(hidden, { units: 10 }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  },
  { init: "heNormal" },
);
export default network;

/** The data of chapter 19, in a new order each epoch. The rate falls to 0 until the last step. */
export function training(folder?: string, perClass = 6000, epochs = 10) {
  const { data, validation, random } = trainingOfBook(folder, perClass);
  return {
    minimize: "loss",
    optimizer: adam({ learningRate: cosineDecay(0.003, epochs * Math.ceil(data.y.data.length / 128)) }),
    data,
    validation,
    random,
    epochs,
    batchSize: 128,
  } as const satisfies FitOptions;
}

export async function main({
  folder,
  perClass = 6000,
  epochs = 10,
}: {
  folder?: string;
  perClass?: number;
  epochs?: number;
} = {}): Promise<void> {
  const settings = training(folder, perClass, epochs);
  const run = fit(network, settings);
  await printEpochs(run, { every: 1, last: epochs });
  const { X, y } = settings.validation;
  const probabilities = await predict(run.network, { X }, { output: "probabilities" });
  console.log(String(classificationReport(y, probabilities.argmax({ axis: 1 }), 10).confusion));
}

if (isMain(import.meta.url)) await main();
