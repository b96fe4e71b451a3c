// The same program for Node, Deno and Bun: what it prints must be the same to the letter.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  adam,
  argmaxAccuracy,
  compile,
  crossentropy,
  dense,
  f32,
  fit,
  graph,
  isDagradError,
  parse,
  random,
  reference,
  relu,
  softmax,
  spiralData,
  u8,
  wasm,
} from "dagrad";
import { loadWeights, saveWeights } from "dagrad/files";
import { svg } from "dagrad/render";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});
for (const backend of [reference, wasm(), wasm({ threads: 2 })]) {
  const generator = random(0);
  const points = spiralData(100, 3, { random: generator });
  const { loss, accuracy } = compile(parse(JSON.stringify(network)), { random: generator, backend }).run(points, ["loss", "accuracy"]);
  console.log(`loss: ${loss} acc: ${accuracy}`);
}

const { X, y } = spiralData(100, 3, { random: random(1) });
const training = fit(network, { minimize: "loss", optimizer: adam({ learningRate: 0.05 }), data: { X, y }, epochs: 5 });
for await (const { epoch, metrics } of training) console.log(epoch, metrics.loss, metrics.accuracy);

const folder = await mkdtemp(join(tmpdir(), "dagrad-smoke-"));
try {
  const path = join(folder, "weights.safetensors");
  await saveWeights(path, training.network);
  const other = compile(network);
  await loadWeights(path, other);
  console.log((await readFile(path)).length, String(other.run({ X, y }).loss) === String(training.network.run({ X, y }).loss));
} finally {
  await rm(folder, { recursive: true });
}

const picture = await svg(network, { level: "formula" });
console.log(picture.length, picture.startsWith("<svg"));

try {
  compile(network).run({ X: [[1, 2, 3]], y: [0] });
} catch (error) {
  console.log(isDagradError(error), String(error));
}
