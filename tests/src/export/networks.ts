import { graph } from "../../../graph/build.ts";
import type { Graph } from "../../../graph/graph.ts";
import { f32, u8 } from "../../../graph/input.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { op } from "../../graph/untyped-ops.ts";

/** Chapter 5 of the book: labels are class numbers, and there are three outputs. */
export const chapter5: Graph = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = op.relu(op.dense(X, { units: 3 }));
  const probabilities = op.softmax(op.dense(hidden, { units: 3 }));
  return { probabilities, loss: op.crossentropy(probabilities, y), accuracy: op.argmaxAccuracy(probabilities, y) };
});

/** Shortcuts around layers, a parameter that two places share, two outputs, a number in an op. */
export const residual: Graph = graph({ X: f32("batch", 8), t: f32("batch", 2) }, ({ X, t }, g) => {
  const gain = g.parameter("gain", [8]);
  let h = op.dense(X, { units: 8 });
  for (let i = 0; i < 2; i++) h = op.add(h, op.mul(gain, op.relu(op.dense(h, { units: 8 }))));
  const y = op.dense(h, { units: 2 });
  return { y, error: op.mean(op.pow(op.sub(y, t), 2)) };
});

/** One head of attention, then a layer norm: reductions amid matrix products. */
export const attention: Graph = graph({ X: f32("tokens", 8), y_true: f32("tokens", 8) }, ({ X, y_true }, g) => {
  const [q, k, v] = ["w_q", "w_k", "w_v"].map((name) => op.matmul(X, g.parameter(name, [8, 8]))) as [Tensor, Tensor, Tensor];
  const out = op.matmul(op.softmax(op.mul(op.matmul(q, op.transpose(k)), 0.125)), v);
  const centred = op.sub(out, op.mean(out, { axis: -1, keepdims: true }));
  const variance = op.mean(op.pow(centred, 2), { axis: -1, keepdims: true });
  const norm = op.div(centred, op.sqrt(op.add(variance, 1e-5)));
  return { norm, mse: op.mean(op.pow(op.sub(norm, y_true), 2)) };
});

/** A perceptron of 48 layers: 784 → 256, 46 times 256 → 256, 256 → 10. */
export const deep: Graph = graph({ X: f32(32, 784) }, ({ X }) => {
  let h: Tensor = X;
  for (let i = 0; i < 47; i++) h = op.relu(op.dense(h, { units: 256 }));
  return { p: op.softmax(op.dense(h, { units: 10 })) };
});

/** Blocks with a shortcut around two layers each, in a scope of their own. */
export const blocks: Graph = graph({ X: f32("batch", 64) }, ({ X }, g) => {
  let h = g.scope("Stem", () => op.dense(X, { units: 32, name: "embed" }));
  g.scope("Body", () => {
    for (let i = 0; i < 12; i++) h = op.add(h, op.dense(op.relu(op.dense(h, { units: 64 })), { units: 32 }));
  });
  return { p: op.softmax(op.dense(h, { units: 10 })) };
});

/** Branches from one input, multiplied one after the other. */
export const branches = (count: number): Graph =>
  graph({ x: f32(2) }, ({ x }) => ({
    y: Array.from({ length: count }, (_, i) => op.cos(op.add(x, i))).reduce((sum: Tensor, branch) => op.mul(sum, branch)),
  }));
