/**
 * Chapter 5 of the book: a small network on the spiral data, from the points to loss and accuracy.
 *
 * node dist/examples/chapter-5.js
 */
import {
  argmaxAccuracy,
  compile,
  crossentropy,
  dense,
  dot,
  f32,
  graph,
  random,
  reference,
  relu,
  softmax,
  spiralData,
  trace,
  u8,
} from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { save } from "./save.ts";

/** Two layers of three neurons, not trained yet. Predicted are three classes of points in the plane. */
export const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(dense(X, { units: 3 }));
  const probabilities = softmax(dense(hidden, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});
export default network;

/**
 * The network with the weights that the book draws, and the points it is fed. One generator makes both, points first. The reference
 * backend computes with NumPy's arithmetic, so that the digits are the book's; the engine's differ in the last ones.
 */
export function prepare() {
  const generator = random(0);
  const { X, y } = spiralData(100, 3, { random: generator });
  return { X, y, program: compile(network, { random: generator, backend: reference }) };
}

/** Runs the network on all 300 points and prints what the book prints. */
export function run(): void {
  const { X, y, program } = prepare();
  const { probabilities, loss, accuracy } = program.run({ X, y });
  console.log(String(probabilities.take([0, 1, 2, 3, 4])));
  console.log(`loss: ${loss}`);
  console.log(`acc: ${accuracy}`);
}

export async function main(directory = "out"): Promise<string[]> {
  run();
  const { X, y, program } = prepare();
  const layers = dot(network, { level: "layers", title: "Chapter 5: layers" });
  const execution = dot(network, {
    level: "execution",
    title: "Chapter 5: one run on 300 points",
    trace: trace(program, { X, y }, { repeat: 100 }),
  });
  return save(directory, {
    "chapter-5-layers.dot": layers,
    "chapter-5-layers.svg": await svg(layers),
    "chapter-5-execution.dot": execution,
    "chapter-5-execution.svg": await svg(execution),
  });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
