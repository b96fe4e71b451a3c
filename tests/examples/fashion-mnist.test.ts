import { readFileSync, rmSync } from "node:fs";
import { fit, reference } from "dagrad";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as convolutional from "../../examples/fashion-convolutional.ts";
import { main, names, network, training } from "../../examples/fashion-mnist.ts";
import { clothesPackage } from "./clothes-package.ts";
import { runExample } from "./run-example.ts";

/** What the book's classes tell of the same images in NumPy, after nnfs.init(): tests/fixtures/chapter-19.py. */
const { epochs } = JSON.parse(readFileSync(new URL("../fixtures/chapter-19.json", import.meta.url), "utf8")) as {
  readonly epochs: readonly Readonly<Record<"loss" | "accuracy" | "validationLoss" | "validationAccuracy", number>>[];
};

let folder: string;
beforeAll(() => {
  folder = clothesPackage();
});
afterAll(() => rmSync(folder, { recursive: true }));

test("chapter 19's training has the book's accuracies, and its losses within 1e-5, over six epochs of 600 images", async () => {
  const run = fit(network, { ...training(folder, 60), epochs: 6, backend: reference });
  for await (const { epoch, metrics, validation } of run) {
    const book = epochs[epoch - 1];
    expect([metrics.accuracy, validation?.accuracy]).toEqual([book?.accuracy, book?.validationAccuracy]);
    expect(Math.abs(metrics.loss - (book?.loss as number))).toBeLessThan(1e-5);
    expect(Math.abs((validation?.loss as number) - (book?.validationLoss as number))).toBeLessThan(1e-5);
  }
  expect(epochs).toHaveLength(6);
});

test("fashion-mnist prints its epochs, measures the model it has saved and loaded, and names one image of each class", async () => {
  const { printed, files } = await runExample((directory) => main(directory, { folder, perClass: 60 }));
  expect(Object.keys(files)).toEqual(["fashion-mnist.safetensors"]);
  const lines = printed.split("\n");
  expect(lines.filter((line) => /^epoch \d+: acc [01]\.\d{3}, loss \d\.\d{3}, lr 0\.0009/.test(line))).toHaveLength(10);
  // Like the book's classes it tells all patterns apart in the end.
  expect(lines[20]).toBe("loaded: acc 1.000");
  expect(lines.slice(21, 31).map((line) => (line.match(/\d+/g) ?? []).map(Number))).toEqual(
    names.categories.probabilities.map((_, row) => names.categories.probabilities.map((_, column) => (row === column ? 10 : 0))),
  );
  expect(lines.slice(31).map((line) => line.split(/ +is taken for /))).toEqual(names.categories.probabilities.map((name) => [name, name]));
});

test("fashion-convolutional learns the same images, its rate falling to 0, and prints what is mistaken for what", async () => {
  const { printed } = await runExample(async () => {
    await convolutional.main({ folder, perClass: 60, epochs: 4 });
    return [];
  });
  const lines = printed.split("\n");
  const losses = lines.slice(0, 4).map((line) => Number(/ {2}loss (\S+)/.exec(line)?.[1]));
  expect(losses[3]).toBeLessThan(0.85 * (losses[0] as number));
  expect(Number(/rate (\S+)/.exec(lines[3] as string)?.[1])).toBeLessThan(0.0001);
  const counts = lines.slice(4).flatMap((line) => (line.match(/\d+/g) ?? []).map(Number));
  expect(counts).toHaveLength(100);
  expect(counts.reduce((sum, count) => sum + count)).toBe(100);
});
