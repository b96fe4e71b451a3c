import {
  adam,
  argmaxAccuracy,
  compile,
  crossentropy,
  dense,
  f32,
  graph,
  random,
  reference,
  relu,
  sgd,
  softmax,
  spiralData,
  trainStep,
  u8,
} from "../../../dist/node/index.js";
import { interleave, verify } from "../measure.mjs";

/** One epoch of the book's chapter-10 network, and one step of a digit classifier. */
export function trainingRows() {
  const spiral = spiralStep();
  const digits = digitStep();
  const times = interleave([spiral], { rounds: 20, calls: 100, warmUp: 1000 });
  const large = interleave([digits], { rounds: 10, calls: 5, warmUp: 40 });
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 10_000; i++) spiral.run();
  globalThis.gc();
  const grown = (process.memoryUsage().heapUsed - before) / 1024;
  const { best, median } = times.get("spiral");
  return [
    { work: "spiral 2-64-3, Adam epoch, 300 rows", unit: "µs", best: best * 1000, median: median * 1000, bound: 400 },
    { work: "784-128-128-10, SGD step, batch 128", unit: "ms", ...large.get("digits"), bound: 15 },
    { work: "heap growth over 10,000 Adam steps", unit: "kB", best: Math.max(0, grown), bound: 100 },
    { work: "resident memory of a process that only trains", unit: "MB", best: process.memoryUsage().rss / 2 ** 20, bound: 90 },
  ];
}

function spiralStep() {
  const generator = random(0);
  const { X, y } = spiralData(100, 3, { random: generator, backend: reference });
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 64 })), { units: 3 }));
    return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });
  const step = compile(trainStep(network, { minimize: "loss", optimizer: adam({ learningRate: 0.02, decay: 1e-5 }) }), {
    backend: reference,
    random: generator,
  });
  const feeds = { X, y };
  const fetch = ["loss", "accuracy"];
  const views = { copy: false };
  verify("spiral training", [step.run(feeds, fetch).loss.item()], [1.0986], 1e-3);
  return { name: "spiral", run: () => step.run(feeds, fetch, views) };
}

function digitStep() {
  const generator = random(1);
  const network = graph({ X: f32("batch", 784), y: u8("batch") }, ({ X, y }) => {
    const h = relu(dense(relu(dense(X, { units: 128 })), { units: 128 }));
    return { loss: crossentropy(softmax(dense(h, { units: 10 })), y) };
  });
  const step = compile(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.1 }) }), {
    random: generator,
    backend: reference,
  });
  const feeds = { X: Float32Array.from(generator.rand(128 * 784).data), y: Uint8Array.from({ length: 128 }, (_, i) => i % 10) };
  const fetch = ["loss"];
  const views = { copy: false };
  verify("digits", [step.run(feeds, fetch).loss.item()], [Math.log(10)], 0.01);
  return { name: "digits", run: () => step.run(feeds, fetch, views) };
}
