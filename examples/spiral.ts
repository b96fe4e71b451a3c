/**
 * Chapter 10 of the book: 64 neurons learn the spiral with Adam, in 10,000 passes over all 300 points.
 *
 * npx dagrad train examples/spiral.ts     trains, and draws curves and decision boundary into out/spiral
 * node dist/examples/spiral.js            trains, and prints every 1000th epoch
 *
 * With --backend reference, or { backend: reference } as an option of fit, the losses are the book's to the last digit; the engine rounds
 * otherwise, and of 10,000 epochs the later ones differ.
 */
import { adam, argmaxAccuracy, crossentropy, dense, type FitOptions, f32, fit, graph, random, relu, softmax, spiralData, u8 } from "dagrad";
import { isMain } from "./is-main.ts";
import { printEpochs } from "./print-epochs.ts";

/** Two features, 64 hidden neurons, three classes. */
export const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(dense(X, { units: 64 }));
  const probabilities = softmax(dense(hidden, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});
export default network;

/** All points in one batch, in order, as in the book. One generator makes the points, then the first weights. */
export function training() {
  const generator = random(0);
  return {
    minimize: "loss",
    optimizer: adam({ learningRate: 0.02, decay: 1e-5 }),
    data: { ...spiralData(100, 3, { random: generator }) },
    random: generator,
    epochs: 10_000,
    batchSize: 300,
    shuffle: false,
  } as const satisfies FitOptions;
}

export async function main(epochs = 10_000): Promise<void> {
  await printEpochs(fit(network, { ...training(), epochs }), { every: 1000, last: epochs });
}

if (isMain(import.meta.url)) await main();
