import { fit } from "dagrad";
import { expect, test } from "vitest";
import { main, network, training } from "../../examples/lenet.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("LeNet-5 has the weights of its paper in C1, C5 and F6, and 61,706 numbers in all", () => {
  const sizes = Object.values(network.nodes)
    .filter(({ op }) => op === "parameter")
    .map(({ shape }) => shape.reduce<number>((product, dim) => product * Number(dim), 1));
  // Source: LeCun et al. 1998, section II B, for C1, C5 and F6; its C3 sees a part of the maps only, and the last layer was no dense one.
  expect(sizes).toEqual([150, 6, 2400, 16, 48_000, 120, 10_080, 84, 840, 10]);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(61_706);
});

test("LeNet-5 learns 600 digits in 3 epochs to more than 70 of 100, its validation with it", async () => {
  const { epochs } = await fit(network, { ...training(750), epochs: 3 });
  expect(epochs.at(-1)?.metrics.accuracy).toBeGreaterThan(0.7);
  expect(epochs.at(-1)?.validation?.accuracy).toBeGreaterThan(0.7);
});

test("lenet prints its epochs and what is mistaken for what, and draws its layers", async () => {
  const { printed, files } = await runExample((directory) => main(directory, { epochs: 1, samples: 80, unseen: 30 }));
  const lines = printed.split("\n");
  expect(lines).toHaveLength(2 + 10);
  expect(lines[1]).toMatch(/^of 30 others right: [01](\.\d+)?$/);
  const counts = lines.slice(2).flatMap((line) => (line.match(/\d+/g) ?? []).map(Number));
  expect(counts.reduce((sum, count) => sum + count)).toBe(30);
  expectPictures(files, 1);
  expect((files["lenet.dot"] as string).match(/Conv2d/g)).toHaveLength(2);
});
