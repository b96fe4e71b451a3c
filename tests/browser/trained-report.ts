import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../own-process.ts";

/** Trains a small network by `dagrad train` in a folder; the file of its report. */
export async function trainedReport(folder: string): Promise<string> {
  writeFileSync(
    join(folder, "spiral.mjs"),
    `import { adam, argmaxAccuracy, crossentropy, dense, f32, graph, random, relu, softmax, spiralData, u8 } from "dagrad";
export default graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(dense(X, { units: 8, init: "heUniform" }));
  const probabilities = softmax(dense(hidden, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});
export const training = { minimize: "loss", optimizer: adam({ learningRate: 0.05 }), data: spiralData(40, 3, { random: random(0) }), epochs: 60, validation: 0.2 };
`,
  );
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/dagrad"), "junction");
  await promisify(execFile)(process.execPath, [join(root, "dist/node/main.js"), "train", "spiral.mjs", "--out", "out"], { cwd: folder });
  return join(folder, "out/index.html");
}
