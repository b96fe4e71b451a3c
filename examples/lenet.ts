/**
 * LeNet-5, the network that read cheques in the nineties: two convolutions, each with a pool behind it, then three dense layers. Its digits are drawn here,
 * 28 × 28 bytes as those of MNIST, moved, light or dark, under noise.
 *
 * npx dagrad train examples/lenet.ts     trains, and draws curves into out/lenet
 * node dist/examples/lenet.js            trains, prints what is mistaken for what, and draws the network
 *
 * Source: LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, 1998. Its subsampling has weights, and its last layer
 * compares with drawn digits; a mean and softmax have taken their places since.
 */
import {
  adam,
  argmaxAccuracy,
  averagePool,
  cast,
  classificationReport,
  conv2d,
  crossentropy,
  dense,
  div,
  dot,
  type FitOptions,
  fit,
  graph,
  predict,
  random,
  reshape,
  softmax,
  tanh,
  u8,
} from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { noisyDigits } from "./noisy-digits.ts";
import { printEpochs } from "./print-epochs.ts";
import { save } from "./save.ts";

export const network = graph(
  { images: u8("batch", 28, 28), labels: u8("batch") },
  ({ images, labels }) => {
    const pixels = reshape(div(cast(images, { dtype: "float32" }), 255), { shape: ["batch", 28, 28, 1] });
    const features = averagePool(conv2d(pixels, { filters: 6, size: 5, padding: "same", activation: tanh }), { size: 2 });
    const parts = averagePool(conv2d(features, { filters: 16, size: 5, activation: tanh }), { size: 2 });
    const hidden1 = dense(reshape(parts, { shape: ["batch", 400] }), { units: 120, activation: tanh });
    const hidden2 = dense(hidden1, { units: 84, activation: tanh });
    const probabilities = softmax(dense(hidden2, { units: 10 }));
    return { probabilities, loss: crossentropy(probabilities, labels), accuracy: argmaxAccuracy(probabilities, labels) };
  },
  { init: "glorotUniform" },
);
export default network;

const drawing = { scale: 3, side: 28, moved: 3 } as const;

export const training = (samples = 2000) =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.002 }),
    data: noisyDigits(samples, random(0), drawing),
    validation: 0.2,
    epochs: 5,
    batchSize: 64,
  }) as const satisfies FitOptions;

export async function main(directory = "out", { epochs = 5, samples = 2000, unseen = 500 } = {}): Promise<string[]> {
  const run = fit(network, { ...training(samples), epochs });
  await printEpochs(run, { every: 1, last: epochs });
  const { images, labels } = noisyDigits(unseen, random(1), drawing);
  const probabilities = await predict(run.network, { images }, { output: "probabilities" });
  const { accuracy, confusion } = classificationReport(labels, probabilities.argmax({ axis: 1 }), 10);
  console.log(`of ${unseen} others right: ${accuracy}`);
  console.log(String(confusion));
  const picture = dot(network, { level: "layers", title: "LeNet-5" });
  return save(directory, { "lenet.dot": picture, "lenet.svg": await svg(picture) });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
