/**
 * Chapters 14 and 15 of the book: a penalty on large weights and dropout keep a network from learning its 1000 points a class by heart.
 *
 * npx dagrad train examples/regularisation.ts --epochs 2000     trains, and draws curves and decision boundary
 * node dist/examples/regularisation.js                          trains, and prints every 100th epoch
 */
import {
  adam,
  add,
  argmaxAccuracy,
  crossentropy,
  dense,
  dropout,
  type FitOptions,
  f32,
  fit,
  graph,
  random,
  relu,
  softmax,
  spiralData,
  u8,
} from "dagrad";
import { isMain } from "./is-main.ts";
import { printEpochs } from "./print-epochs.ts";

/** Dropout is part of the network, and does something in a training step only. */
export const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const hidden = dense(X, { units: 64, activation: relu, l2: { weights: 5e-4, biases: 5e-4 } });
  const probabilities = dense(dropout(hidden, { rate: 0.1 }), { units: 3, activation: softmax });
  const dataLoss = crossentropy(probabilities, y);
  return { probabilities, loss: add(dataLoss, g.penalty()), dataLoss, accuracy: argmaxAccuracy(probabilities, y) };
});
export default network;

export function training() {
  const generator = random(0);
  return {
    minimize: "loss",
    optimizer: adam({ learningRate: 0.05, decay: 5e-5 }),
    data: { ...spiralData(1000, 3, { random: generator }) },
    validation: { ...spiralData(100, 3, { random: random(1) }) },
    random: generator,
    epochs: 1000,
    batchSize: 3000,
    shuffle: false,
  } as const satisfies FitOptions;
}

export async function main(epochs = 1000): Promise<void> {
  await printEpochs(fit(network, { ...training(), epochs }), { every: 100, last: epochs });
}

if (isMain(import.meta.url)) await main();
