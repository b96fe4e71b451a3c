/**
 * A classifier of images: ten digits of 8×8 pixels, drawn here, moved, blurred and covered with noise, written as the IDX files that the
 * MNIST family of data sets comes in, and read back.
 *
 * npx dagrad train examples/digits.ts     trains, and draws curves into out/digits
 * node dist/examples/digits.js            writes the files into out, trains on them, and prints a table of right and wrong
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  adam,
  argmaxAccuracy,
  cast,
  classificationReport,
  crossentropy,
  dense,
  div,
  type FitOptions,
  fit,
  fromIdx,
  graph,
  type NdArray,
  predict,
  random,
  relu,
  reshape,
  softmax,
  toIdx,
  u8,
} from "dagrad";
import { isMain } from "./is-main.ts";
import { noisyDigits } from "./noisy-digits.ts";
import { printEpochs } from "./print-epochs.ts";
import { save } from "./save.ts";

/** The bytes of the pixels go in as they are. */
export const network = graph({ images: u8("batch", 8, 8), labels: u8("batch") }, ({ images, labels }) => {
  const pixels = div(reshape(cast(images, { dtype: "float32" }), { shape: ["batch", 64] }), 255);
  const hidden = relu(dense(pixels, { units: 48, init: "heNormal" }));
  const probabilities = softmax(dense(hidden, { units: 10, init: "glorotUniform" }));
  return { probabilities, loss: crossentropy(probabilities, labels), accuracy: argmaxAccuracy(probabilities, labels) };
});
export default network;

const names = { images: "digits-images.idx.gz", labels: "digits-labels.idx.gz" } as const;

/** The data set as the bytes of two files, by name. */
export function files(samples = 3000): Record<string, Uint8Array> {
  const { images, labels } = noisyDigits(samples, random(0));
  return { [names.images]: toIdx(images, { gzip: true }), [names.labels]: toIdx(labels, { gzip: true }) };
}

/** Every fifth image is kept for validation, drawn by the seed, of each digit alike. */
export const training = (read: (name: string) => Uint8Array = readerOf(files())) =>
  ({
    minimize: "loss",
    optimizer: adam({ learningRate: 0.005 }),
    data: { images: fromIdx(read(names.images)), labels: fromIdx(read(names.labels)) },
    validation: 0.2,
    epochs: 15,
    batchSize: 64,
  }) as const satisfies FitOptions;

const readerOf =
  (all: Readonly<Record<string, Uint8Array>>) =>
  (name: string): Uint8Array =>
    all[name] as Uint8Array;

export async function main(directory = "out", { epochs = 15, samples = 3000 } = {}): Promise<string[]> {
  const written = save(directory, files(samples));
  const settings = training((name) => readFileSync(join(directory, name)));
  const run = fit(network, { ...settings, epochs });
  await printEpochs(run, { every: 5, last: epochs });
  const unseen = noisyDigits(1000, random(1));
  const probabilities = await predict(run.network, { images: unseen.images }, { output: "probabilities" });
  const { accuracy } = classificationReport(unseen.labels, classesOf(probabilities));
  console.log(`of 1000 others right: ${accuracy}`);
  return written;
}

/** The most probable class of each row. */
function classesOf({ data, shape: [rows = 0, classes = 0] }: NdArray): Uint8Array {
  const row = (i: number): number[] => Array.from(data.subarray(i * classes, (i + 1) * classes));
  return Uint8Array.from({ length: rows }, (_, i) => row(i).indexOf(Math.max(...row(i))));
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
