import {
  argmaxAccuracy,
  batchNorm,
  cast,
  compile,
  conv2d,
  dense,
  div,
  fit,
  graph,
  mean,
  random,
  relu,
  reshape,
  softmax,
  u8,
  zeros,
} from "dagrad";
import { expect, test } from "vitest";
import { noisyDigits } from "../../examples/noisy-digits.ts";
import { main, network, training } from "../../examples/residual.ts";
import { expectPictures, runExample } from "./run-example.ts";

/** The network without its blocks. */
const stem = graph({ images: u8("batch", 8, 8), labels: u8("batch") }, ({ images, labels }) => {
  const pixels = reshape(div(cast(images, { dtype: "float32" }), 255), { shape: ["batch", 8, 8, 1] });
  const features = mean(relu(batchNorm(conv2d(pixels, { filters: 16, size: 3, padding: "same", bias: false }))), { axis: [1, 2] });
  const probabilities = softmax(dense(features, { units: 10 }));
  return { probabilities, accuracy: argmaxAccuracy(probabilities, labels) };
});

test("blocks that have learnt nothing, all weights 0, hand on what they are given: the network is that without them", () => {
  const { parameters } = compile(network, { random: random(1) });
  const isOfBlock = (id: string): boolean => /^conv2d[2-9]|^conv2d1\d/.test(id) && id.endsWith(".weights");
  const blank = Object.fromEntries(
    Object.entries(parameters).map(([id, value]) => [id, isOfBlock(id) ? zeros(value.shape, "float32") : value]),
  );
  expect(Object.keys(blank).filter(isOfBlock)).toHaveLength(16);
  const ofStem = Object.fromEntries(Object.keys(compile(stem).parameters).map((id) => [id, parameters[id] ?? zeros([1])]));
  const data = noisyDigits(20, random(2));
  const { probabilities } = compile(network, { parameters: blank }).run(data);
  expect(probabilities).toBeAllClose(compile(stem, { parameters: ofStem }).run(data).probabilities, { rtol: 1e-6 });
});

test("residual learns 300 noisy digits in 3 epochs to more than 40 of 100, where chance has 10, its running statistics with them", async () => {
  const run = fit(network, { ...training(300), validation: noisyDigits(100, random(1)), epochs: 3 });
  const { epochs } = await run;
  expect(epochs.at(-1)?.metrics.accuracy).toBeGreaterThan(0.4);
  expect(run.network.parameters["batchNorm17.mean"]?.data.some((value) => value !== 0)).toBe(true);
});

test("residual draws eight blocks as one: two convolutions, and 38,266 parameters in all", async () => {
  const { files } = await runExample((directory) => main(directory, { epochs: 1, samples: 70 }));
  expectPictures(files, 1);
  const picture = files["residual.dot"] as string;
  expect(picture.match(/Conv2d/g)).toHaveLength(3);
  // 9 · 16 weights and 4 · 16 numbers; eight times twice 9 · 16 · 16 and 4 · 16; 16 · 10 + 10.
  expect(9 * 16 + 4 * 16 + 8 * 2 * (9 * 16 * 16 + 4 * 16) + 16 * 10 + 10).toBe(38_266);
  expect(picture).toContain("38,266 parameters");
  expect(picture).toContain("× 8");
});
