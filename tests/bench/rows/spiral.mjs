import {
  argmaxAccuracy,
  compile,
  crossentropy,
  dense,
  f32,
  graph,
  random,
  relu,
  softmax,
  spiralData,
  u8,
} from "../../../dist/src/index.js";
import { bytesPerCall, interleave, verify } from "../measure.mjs";

/** The book's chapter-5 network: forward pass with loss and accuracy over 300 rows. */
export function spiralRows() {
  const generator = random(0);
  const { X, y } = spiralData(100, 3, { random: generator });
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
    return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });
  const program = compile(network, { random: generator });
  const [w1, w2] = [program.parameters["dense1.weights"].data, program.parameters["dense2.weights"].data];
  const hand = handWritten(X.data, y.data, w1, w2);
  const feeds = { X, y };
  const fetch = ["loss", "accuracy"];
  const first = program.run(feeds, fetch);
  verify("spiral", [first.loss.item(), first.accuracy.item()], [1.0986104011535645, 0.34], 1e-6);
  verify("spiral by hand", hand(), [first.loss.item(), first.accuracy.item()], 1e-6);
  const views = { copy: false };
  const contenders = [
    { name: "dagrad", run: () => program.run(feeds, fetch) },
    { name: "hand", run: hand },
  ];
  const times = interleave(contenders, { rounds: 40, calls: 500, warmUp: 20_000 });
  const us = ({ best, median }) => ({ best: best * 1000, median: median * 1000 });
  globalThis.gc();
  const before = process.memoryUsage();
  for (let i = 0; i < 10_000; i++) program.run(feeds, fetch);
  globalThis.gc();
  const grown = (process.memoryUsage().heapUsed - before.heapUsed) / 1024;
  return [
    {
      work: "chapter-5 spiral network, forward, 300 rows",
      unit: "µs",
      ...us(times.get("dagrad")),
      bound: 20,
      hand: us(times.get("hand")).median,
    },
    {
      work: "heap bytes a run beyond the returned copies",
      unit: "B",
      best: bytesPerCall(() => program.run(feeds, fetch, views)),
      bound: 0.5,
    },
    { work: "heap growth over 10,000 runs", unit: "kB", best: Math.max(0, grown), bound: 100 },
  ];
}

/** The same in one function of plain loops over typed arrays, biases zero. */
function handWritten(X, y, w1, w2) {
  const rows = y.length;
  const p = new Float32Array(rows * 3);
  return () => {
    let loss = 0;
    let right = 0;
    for (let r = 0; r < rows; r++) {
      const [x0, x1] = [X[2 * r], X[2 * r + 1]];
      const h = [0, 0, 0];
      for (let j = 0; j < 3; j++) h[j] = Math.max(0, Math.fround(x0 * w1[j] + x1 * w1[3 + j]));
      let most = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < 3; j++) {
        const z = Math.fround(h[0] * w2[j] + h[1] * w2[3 + j] + h[2] * w2[6 + j]);
        p[3 * r + j] = z;
        if (z > most) most = z;
      }
      let sum = 0;
      for (let j = 0; j < 3; j++) sum += p[3 * r + j] = Math.exp(p[3 * r + j] - most);
      let best = 0;
      for (let j = 0; j < 3; j++) {
        p[3 * r + j] /= sum;
        if (p[3 * r + j] > p[3 * r + best]) best = j;
      }
      loss -= Math.log(Math.min(Math.max(p[3 * r + y[r]], 1e-7), 1 - 1e-7));
      if (best === y[r]) right++;
    }
    return [loss / rows, right / rows];
  };
}
