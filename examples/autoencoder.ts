/**
 * An autoencoder: 64 pixels go through two numbers and come out as 64 pixels again. Nobody tells it which digit an image shows; those that look alike
 * come to lie side by side in the plane of the two numbers.
 *
 * npx dagrad train examples/autoencoder.ts     trains, and draws curves into out/autoencoder
 * node dist/examples/autoencoder.js            trains, and draws the plane and the network
 */
import {
  adam,
  cast,
  dense,
  div,
  dot,
  type FitOptions,
  fit,
  graph,
  meanSquaredError,
  predict,
  random,
  relu,
  reshape,
  sigmoid,
  u8,
} from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { noisyDigits } from "./noisy-digits.ts";
import { printEpochs } from "./print-epochs.ts";
import { save } from "./save.ts";
import { scatterPlot } from "./scatter-plot.ts";

export const network = graph(
  { images: u8("batch", 8, 8) },
  ({ images }) => {
    const pixels = div(reshape(cast(images, { dtype: "float32" }), { shape: ["batch", 64] }), 255);
    const narrowing = dense(dense(pixels, { units: 64, activation: relu }), { units: 32, activation: relu });
    const plane = dense(narrowing, { units: 2, name: "plane" });
    const widening = dense(dense(plane, { units: 32, activation: relu }), { units: 64, activation: relu });
    const restored = dense(widening, { units: 64, activation: sigmoid });
    return { plane, restored, loss: meanSquaredError(restored, pixels) };
  },
  { init: "heNormal" },
);
export default network;

export const training = (samples = 3000) =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.003 }),
    data: { images: noisyDigits(samples, random(0), { moved: 0 }).images },
    epochs: 30,
    batchSize: 50,
  }) as const satisfies FitOptions;

export async function main(directory = "out", { epochs = 30, samples = 3000 } = {}): Promise<string[]> {
  const run = fit(network, { ...training(samples), epochs });
  await printEpochs(run, { every: 10, last: epochs });
  const { images, labels } = noisyDigits(600, random(1), { moved: 0 });
  const plane = await predict(run.network, { images }, { output: "plane" });
  const picture = dot(network, { level: "layers", title: "64 pixels, two numbers, 64 pixels" });
  return save(directory, {
    "latent-plane.svg": scatterPlot("600 digits in the plane of the two numbers", plane, labels.data, Array.from("0123456789")),
    "autoencoder.dot": picture,
    "autoencoder.svg": await svg(picture),
  });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
