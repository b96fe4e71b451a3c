import { readFileSync } from "node:fs";
import {
  adam,
  add,
  binaryAccuracy,
  binaryCrossentropy,
  compile,
  dense,
  f32,
  graph,
  l2,
  NdArray,
  random,
  reference,
  relu,
  sigmoid,
  spiralData,
  trainStep,
  u8,
} from "dagrad";
import { expect, test } from "vitest";

/** What the book's program prints, run with NumPy: tests/fixtures/chapter-16.py. Learning rates, behind ", lr", have tests of their own. */
const printed = (JSON.parse(readFileSync(new URL("../fixtures/chapter-16.json", import.meta.url), "utf8")).lines as string[]).map((line) =>
  line.replace(/, lr: .*/, ""),
);

const network = graph({ X: f32("batch", 2), y: u8("batch", 1) }, ({ X, y }, g) => {
  const weights = g.parameter("dense1.weights", [2, 64], { init: { randn: 0.01 } });
  const biases = g.parameter("dense1.biases", [64], { init: "zeros" });
  const probability = sigmoid(dense(relu(dense(X, { weights, biases })), { units: 1 }));
  const dataLoss = binaryCrossentropy(probability, y);
  const regularisation = add(l2(weights, { lambda: 5e-4 }), l2(biases, { lambda: 5e-4 }));
  return { loss: add(dataLoss, regularisation), dataLoss, regularisation, accuracy: binaryAccuracy(probability, y) };
});

test("chapter 16 prints the book's 102 lines, over all 10,001 epochs of its training", () => {
  const generator = random(0);
  const arms = (): { X: NdArray<"float32">; y: NdArray<"uint8"> } => {
    const { X, y } = spiralData(100, 2, { random: generator });
    return { X, y: new NdArray(y.data, [200, 1], "uint8") };
  };
  const feeds = arms();
  const step = trainStep(network, { minimize: "loss", optimizer: adam({ decay: 5e-7 }) });
  const program = compile(step, { random: generator, backend: reference });
  const lines: string[] = [];
  for (let epoch = 0; epoch <= 10_000; epoch++) {
    const outputs = program.run(feeds, ["loss", "dataLoss", "regularisation", "accuracy"], { copy: false });
    if (epoch % 100 > 0) continue;
    const [loss, dataLoss, regularisation, accuracy] = [outputs.loss, outputs.dataLoss, outputs.regularisation, outputs.accuracy].map(
      (output) => output.item().toFixed(3),
    );
    lines.push(`epoch: ${epoch}, acc: ${accuracy}, loss: ${loss} (data_loss: ${dataLoss}, reg_loss: ${regularisation})`);
  }
  const trained = Object.fromEntries(Object.entries(program.parameters).filter(([name]) => name.startsWith("dense")));
  const { accuracy, dataLoss } = compile(network, { parameters: trained, backend: reference }).run(arms());
  lines.push(`validation, acc: ${accuracy.item().toFixed(3)}, loss: ${dataLoss.item().toFixed(3)}`);
  expect(lines).toEqual(printed);
}, 60_000);
