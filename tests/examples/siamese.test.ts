import { compile, fit, type NdArray, random } from "dagrad";
import { expect, test } from "vitest";
import { main, network, pairsOf, signs, training } from "../../examples/siamese.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("a siamese network has one encoder: its parameters are three, an image is 0 away from itself, and left and right may be exchanged", () => {
  const program = compile(network, { random: random(3) });
  expect(Object.keys(program.parameters)).toEqual(["hidden.weights", "hidden.biases", "code.weights"]);
  const { left, right, same } = pairsOf(signs(5, random(1)), 20, random(2));
  const distances = (left: NdArray, right: NdArray) => program.run({ left, right, same }, ["distance"]).distance.tolist();
  expect(distances(left, left)).toEqual(new Array(20).fill(0));
  expect(distances(left, right)).toEqual(distances(right, left));
  expect(Math.max(...(distances(left, right) as number[]))).toBeGreaterThan(0);
});

test("pairs are equal and different in turns: two of one sign have more pixels in common than two of two signs", () => {
  const { left, right, same } = pairsOf(signs(20, random(1)), 400, random(2));
  const apart = (i: number): number =>
    left.take(i).data.reduce((sum, ink, pixel) => sum + Math.abs(ink - (right.take(i).data[pixel] as number)), 0);
  const mean = (wanted: number): number =>
    Array.from(same.data.keys())
      .filter((i) => same.data[i] === wanted)
      .reduce((sum, i) => sum + apart(i) / 200, 0);
  expect(mean(1)).toBeLessThan(0.9 * mean(0));
});

test("siamese learns on 3000 pairs to tell signs apart that it has never seen: more than 60 of 100 pairs, where chance has 50", async () => {
  const { epochs } = await fit(network, { ...training(3000), epochs: 6 });
  expect(epochs.at(-1)?.metrics.loss).toBeLessThan(0.6 * (epochs[0]?.metrics.loss as number));
  expect(epochs.at(-1)?.validation?.accuracy).toBeGreaterThan(0.6);
});

test("siamese draws its two branches and the parameters between them", async () => {
  const { printed, files } = await runExample((directory) => main(directory, { epochs: 1, count: 100 }));
  expect(printed).toMatch(/^epoch 1 {2}loss .* validation accuracy /);
  expectPictures(files, 1);
  expect((files["siamese.dot"] as string).match(/"hidden\.weights" -> /g)).toHaveLength(2);
});
