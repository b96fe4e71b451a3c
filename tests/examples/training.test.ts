import { type Backend, fit, fromIdx, type Graph, reference } from "dagrad";
import { expect, test } from "vitest";
import * as logistic from "../../examples/binary-logistic-regression.ts";
import * as digits from "../../examples/digits.ts";
import * as regularisation from "../../examples/regularisation.ts";
import * as sine from "../../examples/sine-regression.ts";
import * as spiral from "../../examples/spiral.ts";
import { training as truth } from "../train/training.ts";
import { runExample } from "./run-example.ts";

interface Example {
  readonly default: Graph<any, any>;
  readonly training: () => any;
}

/** The metrics of so many epochs. */
async function epochsOf({ default: network, training }: Example, epochs: number, backend?: Backend) {
  const all: Readonly<Record<string, number>>[] = [];
  for await (const { metrics, validation } of fit(network, { ...training(), epochs, ...(backend && { backend }) })) {
    all.push({ ...metrics, ...(validation && { validation: validation.accuracy as number }) });
  }
  return all;
}

test("spiral has loss and accuracy of the book's chapter 10 to the last bit on the reference, after 1 and after 101 steps", async () => {
  const epochs = await epochsOf(spiral, 101, reference);
  // Source: the truth's T28 in float32, computed with NumPy.
  for (const [step, accuracy, loss] of truth.cases.T28.expected.f4.every100.slice(0, 2)) {
    expect(epochs[step]?.loss).toBe(Math.fround(loss));
    expect(epochs[step]?.accuracy).toBeCloseTo(accuracy, 6);
  }
});

test("sine-regression gets closer in 60 epochs: the mean squared error falls from ½ to below 0.2", async () => {
  const epochs = await epochsOf(sine, 60);
  expect(epochs[0]?.loss).toBeGreaterThan(0.4);
  expect(epochs.at(-1)?.loss).toBeLessThan(0.2);
});

test("binary-logistic-regression begins at ln 2 and falls; the penalty is what loss and data loss differ by", async () => {
  const epochs = await epochsOf(logistic, 200);
  expect(epochs[0]?.dataLoss).toBeCloseTo(Math.LN2, 4);
  expect(epochs.at(-1)?.loss).toBeLessThan(epochs[0]?.loss as number);
  expect(epochs.at(-1)?.accuracy).toBeGreaterThan(0.55);
  for (const { loss, dataLoss } of epochs) expect(loss).toBeGreaterThan(dataLoss as number);
});

test("regularisation learns with dropout on, and is measured with dropout off", async () => {
  const epochs = await epochsOf(regularisation, 30);
  expect(epochs[0]?.dataLoss).toBeCloseTo(Math.log(3), 3);
  expect(epochs.at(-1)?.loss).toBeLessThan(epochs[0]?.loss as number);
  expect(epochs.at(-1)?.validation).toBeGreaterThan(0.35);
});

test("digits writes IDX files, reads them back and gets more than 95 of 100 unseen images right after 5 epochs", async () => {
  const files: Record<string, Uint8Array> = digits.files(20);
  const images = fromIdx(files["digits-images.idx.gz"] as Uint8Array);
  expect([images.shape, images.dtype]).toEqual([[20, 8, 8], "uint8"]);
  // IDX of three axes of bytes, gzipped. Source: the MNIST page's description of the format; RFC 1952.
  expect(Array.from(files["digits-images.idx.gz"]?.subarray(0, 2) as Uint8Array)).toEqual([0x1f, 0x8b]);

  const { printed, files: written } = await runExample((directory) => digits.main(directory, { epochs: 5 }));
  expect(Object.keys(written)).toEqual(["digits-images.idx.gz", "digits-labels.idx.gz"]);
  expect(Number(/of 1000 others right: (\S+)$/.exec(printed)?.[1])).toBeGreaterThan(0.95);
});

test.each([
  ["spiral", spiral.main],
  ["sine-regression", sine.main],
  ["binary-logistic-regression", logistic.main],
  ["regularisation", regularisation.main],
])("%s prints its first and its last epoch", async (_, main) => {
  const { printed } = await runExample(async () => {
    await main(2);
    return [];
  });
  expect(printed.replace(/ \d\S*/g, " #").split("\n")).toHaveLength(2);
  expect(printed).toMatch(/^epoch 1 {2}loss .* rate .*\nepoch 2 {2}loss /);
});
