// The same program for Node, Deno and Bun: what it prints must be the same to the letter.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
import { loadModel, loadWeights, readCsv, saveModel, saveWeights } from "dagrad/files";
import { svg } from "dagrad/render";
import { fitInWorker } from "dagrad/worker";

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
const settings = { minimize: "loss", optimizer: adam({ learningRate: 0.05 }), data: { X, y }, epochs: 5 };
const training = fit(network, settings);
for await (const { epoch, metrics } of training) console.log(epoch, metrics.loss, metrics.accuracy);
const { epochs, stoppedBy } = await fitInWorker(network, settings);
console.log(stoppedBy, epochs.map(({ metrics }) => metrics.loss).join(" "));

const folder = await mkdtemp(join(tmpdir(), "dagrad-smoke-"));
try {
  const path = join(folder, "weights.safetensors");
  await saveWeights(path, training.network);
  const other = compile(network);
  await loadWeights(path, other);
  await writeFile(join(folder, "points.csv"), "a,b,kind\n0.5,1,red\n-1,2e-1,blue\n");
  const { data, names } = (await readCsv(join(folder, "points.csv"))).select({ X: ["a", "b"], y: "kind" });
  console.log(String(data.X), String(data.y), JSON.stringify(names));
  await saveModel(join(folder, "model.safetensors"), training.network);
  const model = await loadModel(join(folder, "model.safetensors"));
  console.log(String(compile(model.graph, { parameters: model.parameters }).run({ X: data.X }, ["probabilities"]).probabilities));
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
