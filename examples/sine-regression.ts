/**
 * Chapter 17 of the book: two hidden layers of 64 neurons learn one period of the sine.
 *
 * npx dagrad train examples/sine-regression.ts     trains, and draws curves and fit into out/sine-regression
 * node dist/examples/sine-regression.js            trains, and prints every 1000th epoch
 */
import { adam, dense, type FitOptions, f32, fit, graph, meanSquaredError, random, regressionAccuracy, relu, sineData } from "dagrad";
import { isMain } from "./is-main.ts";
import { printEpochs } from "./print-epochs.ts";

const points = sineData(1000, { dtype: "float32" });

/** An output counts as right within a 250th of the standard deviation of all targets: that of a sine is √½. */
const precision = Math.SQRT1_2 / 250;

/** Weights begin ten times larger than elsewhere in the book: with small ones, many neurons would never leave 0. */
const init = { randn: 0.1 };

export const network = graph({ X: f32("batch", 1), y: f32("batch", 1) }, ({ X, y }) => {
  const hidden1 = relu(dense(X, { units: 64, init }));
  const hidden2 = relu(dense(hidden1, { units: 64, init }));
  const prediction = dense(hidden2, { units: 1, init });
  return { prediction, loss: meanSquaredError(prediction, y), accuracy: regressionAccuracy(prediction, y, { precision }) };
});
export default network;

export const training = () =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.005, decay: 1e-3 }),
    data: { ...points },
    random: random(0),
    epochs: 10_000,
    batchSize: 1000,
    shuffle: false,
  }) as const satisfies FitOptions;

export async function main(epochs = 10_000): Promise<void> {
  await printEpochs(fit(network, { ...training(), epochs }), { every: 1000, last: epochs });
}

if (isMain(import.meta.url)) await main();
