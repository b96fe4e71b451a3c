import { NdArray } from "dagrad";
import { expect, test } from "vitest";
import { graph } from "../../../../graph/build.ts";
import type { Initializer } from "../../../../graph/initializer.ts";
import { f32, u8 } from "../../../../graph/input.ts";
import { relu } from "../../../../ops/elementwise/relu.ts";
import { dense } from "../../../../ops/layers/dense.ts";
import { crossentropy } from "../../../../ops/losses/crossentropy.ts";
import { softmax } from "../../../../ops/reduce/softmax.ts";
import { deadLayers, layerOutputs } from "../../../../src/cli/train/report/layers.ts";
import { fit } from "../../../../src/train/fit.ts";
import { sgd } from "../../../../src/train/sgd.ts";

const data = { X: new NdArray(Float32Array.of(1, 0, 3, 0), [2, 2], "float32"), y: Uint8Array.of(0, 1) };

/** Three units: x₀, which is 1 and 3; −x₀, which is never above 0; and 0. */
const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const weights = g.parameter("w", [2, 3], {
    init: [
      [1, -1, 0],
      [0, 0, 0],
    ],
  });
  const scores = dense(relu(dense(X, { weights, name: "first" })), { units: 2, name: "second" });
  return { scores, loss: crossentropy(softmax(scores), y) };
});
const settings = { minimize: "loss", optimizer: sgd(), data, epochs: 1 } as const;

test("a layer's spread is the standard deviation over rows of what its activation gives, and a unit that gives 0 for each row is dead", async () => {
  const training = fit(network, settings);
  const before = training.step.parameters;
  const [first, second] = (await layerOutputs(training as never, settings)) as NonNullable<Awaited<ReturnType<typeof layerOutputs>>>;
  // numpy.sqrt(numpy.maximum(X @ w, 0).var(axis=0).mean()) is sqrt(1 / 3).
  expect(first).toEqual({ id: "first", initializer: "given numbers", units: 3, spread: expect.closeTo(0.5773502691896257, 7), dead: 2 });
  expect(second).toMatchObject({ id: "second", initializer: "0.01 · randn", units: 2, dead: 0 });
  expect(training.step.parameters).toEqual(before);
});

test("looking at the layers changes no bit of the training", async () => {
  const [seen, plain] = [fit(network, settings), fit(network, settings)];
  await layerOutputs(seen as never, settings);
  await Promise.all([seen, plain]);
  expect(seen.step.parameters).toEqual(plain.step.parameters);
});

const oneLayer = (init: Initializer) =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
    const scores = dense(X, { weights: g.parameter("w", [2, 2], { init }) });
    return { loss: crossentropy(softmax(scores), y) };
  });

test.each([
  ["heNormal", "heNormal"],
  ["zeros", "zeros"],
  [{ randn: 0.5 }, "0.5 · randn"],
] as const)("weights that start from %j are said to", async (init, words) => {
  const [layer] = (await layerOutputs(fit(oneLayer(init), settings) as never, settings)) ?? [];
  expect(layer?.initializer).toBe(words);
});

test("weights that the module gives as `initial` are given numbers", async () => {
  const initial = { w: new NdArray(Float32Array.of(1, 2, 3, 4), [2, 2], "float32") };
  const [layer] = (await layerOutputs(fit(oneLayer("zeros"), { ...settings, initial }) as never, { ...settings, initial })) ?? [];
  expect(layer?.initializer).toBe("given numbers");
});

test("a stream of batches is not looked at, for the batch would be lost", async () => {
  const batches = () => [data];
  const stream = { ...settings, data: batches };
  expect(await layerOutputs(fit(network, stream as never) as never, stream as never)).toBeUndefined();
});

test("dead units are told of from a quarter of a layer on", () => {
  const layer = (id: string, dead: number) => ({ id: id as never, initializer: "zeros", units: 8, spread: 1, dead });
  expect(deadLayers([layer("a", 1)])).toBeUndefined();
  expect(deadLayers([layer("a", 1), layer("b", 2), layer("c", 8)])).toMatchInlineSnapshot(
    `"Units give 0 for every row and so learn nothing any more: 2 of 8 in b, all 8 in c. Where they did not at the start, lower the learning rate; where they did, have inputs lie around 0, or start from other weights (init: "heNormal" for relu)."`,
  );
});
