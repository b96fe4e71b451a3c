import {
  argmaxAccuracy,
  compile,
  crossentropy,
  dense,
  f32,
  graph,
  random,
  reference,
  relu,
  softmax,
  spiralData,
  u8,
} from "../../../dist/node/index.js";
import { fused, opByOp } from "../hand/spiral.mjs";
import { bytesPerCall, interleave, verify } from "../measure.mjs";

/** The book's chapter-5 network: forward pass with loss and accuracy over 300 rows. */
export function spiralRows() {
  const generator = random(0);
  const { X, y } = spiralData(100, 3, { random: generator, backend: reference });
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
    return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });
  const program = compile(network, { random: generator, backend: reference });
  const { parameters } = program;
  const [w1, b1] = [parameters["dense1.weights"].data, parameters["dense1.biases"].data];
  const [w2, b2] = [parameters["dense2.weights"].data, parameters["dense2.biases"].data];
  const arrays = { X: X.data, y: y.data, w1, b1, w2, b2 };
  const [loops, onePass] = [opByOp(arrays), fused(arrays)];
  const feeds = { X, y };
  const fetch = ["loss", "accuracy"];
  const first = program.run(feeds, fetch);
  // NNFS, chapter 5, prints loss: 1.0986104, acc: 0.34.
  for (const result of [{ loss: first.loss.item(), accuracy: first.accuracy.item() }, loops(), onePass()]) {
    verify("spiral", [result.loss, result.accuracy], [1.0986104, 0.34], 1e-6);
  }
  const views = { copy: false };
  const contenders = [
    { name: "dagrad", run: () => program.run(feeds, fetch) },
    { name: "loops", run: loops },
    { name: "one pass", run: onePass },
  ];
  const times = interleave(contenders, { rounds: 40, calls: 500, warmUp: 20_000 });
  const us = (name) => ({ best: times.get(name).best * 1000, median: times.get(name).median * 1000 });
  globalThis.gc();
  const before = process.memoryUsage();
  for (let i = 0; i < 10_000; i++) program.run(feeds, fetch);
  globalThis.gc();
  const grown = (process.memoryUsage().heapUsed - before.heapUsed) / 1024;
  return [
    {
      work: "chapter-5 spiral network, forward, 300 rows",
      unit: "µs",
      ...us("dagrad"),
      bound: 20,
      hand: us("loops").median,
    },
    { work: "  by hand, op by op as NumPy does it", unit: "µs", ...us("loops") },
    { work: "  by hand, one pass over the rows", unit: "µs", ...us("one pass") },
    {
      work: "heap bytes a run beyond the returned copies",
      unit: "B",
      best: bytesPerCall(() => program.run(feeds, fetch, views)),
      bound: 0.5,
    },
    { work: "heap growth over 10,000 runs", unit: "kB", best: Math.max(0, grown), bound: 100 },
  ];
}
