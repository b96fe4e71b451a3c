/**
 * Chapter 16 of the book: two classes, one output neuron with a sigmoid, and a penalty on large weights in the first layer.
 *
 * npx dagrad train examples/binary-logistic-regression.ts     trains, and draws curves and decision boundary
 * node dist/examples/binary-logistic-regression.js            trains, and prints every 1000th epoch
 */
import {
  adam,
  add,
  binaryAccuracy,
  binaryCrossentropy,
  dense,
  type FitOptions,
  f32,
  fit,
  graph,
  random,
  relu,
  sigmoid,
  spiralData,
  u8,
} from "dagrad";
import { isMain } from "./is-main.ts";
import { printEpochs } from "./print-epochs.ts";

export const network = graph({ X: f32("batch", 2), y: u8("batch", 1) }, ({ X, y }, g) => {
  const hidden = dense(X, { units: 64, activation: relu, l2: { weights: 5e-4, biases: 5e-4 } });
  const probability = dense(hidden, { units: 1, activation: sigmoid });
  const dataLoss = binaryCrossentropy(probability, y);
  return { probability, loss: add(dataLoss, g.penalty()), dataLoss, accuracy: binaryAccuracy(probability, y) };
});
export default network;

/** Two arms of the spiral; the labels in a column, one for the one output. */
function arms(generator: ReturnType<typeof random>) {
  const { X, y } = spiralData(100, 2, { random: generator });
  return { X, y: y.reshape(200, 1) };
}

export function training() {
  const generator = random(0);
  return {
    minimize: "loss",
    optimizer: adam({ decay: 5e-7 }),
    data: arms(generator),
    validation: arms(random(1)),
    random: generator,
    epochs: 10_000,
    batchSize: 200,
    shuffle: false,
  } as const satisfies FitOptions;
}

export async function main(epochs = 10_000): Promise<void> {
  await printEpochs(fit(network, { ...training(), epochs }), { every: 1000, last: epochs });
}

if (isMain(import.meta.url)) await main();
