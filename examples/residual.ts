/**
 * A residual network: eight blocks, each of which adds to its input what two convolutions make of it. The way past them is open for the signal forwards and for
 * the gradient backwards, so deep networks learn. Blocks that are alike are drawn once.
 *
 * npx dagrad train examples/residual.ts     trains, and draws curves into out/residual
 * node dist/examples/residual.js            trains, and draws the network
 *
 * Source: He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015.
 */
import {
  adam,
  add,
  argmaxAccuracy,
  batchNorm,
  cast,
  conv2d,
  crossentropy,
  dense,
  div,
  dot,
  type FitOptions,
  fit,
  graph,
  mean,
  random,
  relu,
  reshape,
  softmax,
  type Tensor,
  u8,
} from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { noisyDigits } from "./noisy-digits.ts";
import { printEpochs } from "./print-epochs.ts";
import { save } from "./save.ts";

type Images = Tensor<readonly ["batch", 8, 8, 16], "float32", "images">;

/** A convolution whose results are normalised: biases would be subtracted again. */
const convolve = (x: Images) => batchNorm(conv2d(x, { filters: 16, size: 3, padding: "same", bias: false }));

/** x + what is learnt of it. */
const block = (x: Images): Images => relu(add(x, convolve(relu(convolve(x)))));

export const network = graph(
  { images: u8("batch", 8, 8), labels: u8("batch") },
  ({ images, labels }, g) => {
    const pixels = reshape(div(cast(images, { dtype: "float32" }), 255), { shape: ["batch", 8, 8, 1] });
    const stem = relu(batchNorm(conv2d(pixels, { filters: 16, size: 3, padding: "same", bias: false })));
    const body = g.scope("Residual blocks", () => Array.from({ length: 8 }).reduce<Images>(block, stem));
    const features = mean(body, { axis: [1, 2] });
    const probabilities = softmax(dense(features, { units: 10, init: "glorotUniform" }));
    return { probabilities, loss: crossentropy(probabilities, labels), accuracy: argmaxAccuracy(probabilities, labels) };
  },
  { init: "heNormal" },
);
export default network;

export const training = (samples = 2000) =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.003 }),
    data: noisyDigits(samples, random(0)),
    validation: 0.2,
    epochs: 5,
    batchSize: 50,
  }) as const satisfies FitOptions;

export async function main(directory = "out", { epochs = 5, samples = 2000 } = {}): Promise<string[]> {
  await printEpochs(fit(network, { ...training(samples), epochs }), { every: 1, last: epochs });
  const picture = dot(network, { level: "layers", title: "Eight residual blocks" });
  return save(directory, { "residual.dot": picture, "residual.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
