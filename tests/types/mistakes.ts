import { graph } from "../../graph/build.ts";
import { include } from "../../graph/include.ts";
import { bool, f32, i32 } from "../../graph/input.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { shaped } from "../../graph/shaped.ts";
import type { Run } from "../../graph/types/run.ts";
import {
  add,
  argmax,
  argmaxAccuracy,
  broadcastTo,
  concat,
  crossentropy,
  dense,
  dropout,
  expandDims,
  gather,
  l2,
  matmul,
  mean,
  meanSquaredError,
  mul,
  neg,
  oneHot,
  pow,
  randomUniform,
  relu,
  reshape,
  slice,
  softmax,
  sum,
  transpose,
  where,
} from "../../ops/index.ts";

import { fit } from "../../src/train/fit.ts";
import type { Optimizer } from "../../src/train/optimizer.ts";

/** Intended mistakes: error-texts.test.ts holds what the compiler says of each. */

const inputs = {
  x: f32("batch", 4),
  y: i32("batch"),
  five: f32("batch", 5),
  image: f32("batch", 28, 28),
  seq: f32("batch", "time"),
  s: f32(),
  c: bool("batch"),
};
graph(inputs, ({ x, y, five, image, seq, s, c }, g) => {
  const w = g.parameter("w", [5, 3]);
  const p = softmax(dense(x, { units: 3 }));
  // @ts-expect-error
  add(x, five);
  // @ts-expect-error
  mul(x, [1, 2, 3]);
  // @ts-expect-error
  mul([[1, 2, 3]], x);
  // @ts-expect-error
  add(x, y);
  // @ts-expect-error
  neg(c);
  // @ts-expect-error
  add(c, c);
  // @ts-expect-error
  pow(y, 2);
  // @ts-expect-error
  add(1, 2);
  // @ts-expect-error
  relu(y);
  // @ts-expect-error
  matmul(x, w);
  // @ts-expect-error
  matmul(x, [1, 2, 3]);
  // @ts-expect-error
  matmul(s, w);
  // @ts-expect-error
  matmul(g.parameter("a", [2, 3, 4]), g.parameter("b", [5, 4, 3]));
  // @ts-expect-error
  dense(s, { units: 3 });
  // @ts-expect-error
  dense(seq, { units: 3 });
  // @ts-expect-error
  dense(y, { units: 3 });
  // @ts-expect-error
  dense(x, { unit: 3 });
  // @ts-expect-error
  dense(x, { units: 3, activation: "relu" });
  // @ts-expect-error
  dropout(x, { rate: 0.5, mask: [1, 0, 1] });
  // @ts-expect-error
  dropout(x, 0.5);
  // @ts-expect-error
  relu(x, { axis: 1 });
  // @ts-expect-error
  dense(x, { weights: w });
  // @ts-expect-error
  dense(five, { weights: w, biases: g.parameter("biases", [5]) });
  // @ts-expect-error
  softmax(s);
  // @ts-expect-error
  softmax(x, { axis: 2 });
  // @ts-expect-error
  sum(x, { axis: 2 });
  // @ts-expect-error
  sum(x, { axis: "time" });
  // @ts-expect-error
  sum(image, { axis: [0, 7] });
  // @ts-expect-error
  sum(image, { axis: [1, -2] });
  // @ts-expect-error
  mean(y);
  // @ts-expect-error
  argmax(p, { axis: -3 });
  // @ts-expect-error
  crossentropy(p, five);
  // @ts-expect-error
  crossentropy(p, sum(y));
  // @ts-expect-error
  crossentropy(p, y, { reduction: "max" });
  // @ts-expect-error
  argmaxAccuracy(y, y);
  // @ts-expect-error
  meanSquaredError(p, y);
  // @ts-expect-error
  l2(y, { lambda: 0.1 });
  // @ts-expect-error
  randomUniform(x, { shape: [2] });
  // @ts-expect-error
  broadcastTo(x, { shape: ["batch", 5] });
  // @ts-expect-error
  gather(image, y);
  // @ts-expect-error
  gather(p, argmax(image));
  // @ts-expect-error
  oneHot(x, { depth: 3 });
  // @ts-expect-error
  transpose(image, { perm: [0, 1] });
  // @ts-expect-error
  transpose(image, { perm: [0, 1, 1] });
  // @ts-expect-error
  reshape(image, { shape: ["batch", 783] });
  // @ts-expect-error
  reshape(image, { shape: [10, 784] });
  // @ts-expect-error
  reshape(image, { shape: ["batch", -1, 5] });
  // @ts-expect-error
  expandDims(x, { axis: 3 });
  // @ts-expect-error
  slice(x, { axis: 2, stop: 2 });
  // @ts-expect-error
  concat([x, p]);
  // @ts-expect-error
  concat([x, image], { axis: 1 });
  // @ts-expect-error
  where(x, x, 0);
  // @ts-expect-error
  where(c, x, 0);
  // @ts-expect-error
  shaped(x, ["batch", 5]);
  // @ts-expect-error
  const bad = add(five, p);
  // No error follows from one that is reported.
  return { after: relu(bad) };
});

const network = graph({ x: f32("batch", 4), y: i32("batch") }, ({ x, y }) => ({ p: softmax(x), loss: crossentropy(softmax(x), y) }));
export const runs = (run: Run<typeof network>, bytes: DataView) => {
  // @ts-expect-error
  run({ x: [[1, 2, 3, 4]] }, ["loss"]);
  // @ts-expect-error
  run({ x: bytes }, ["p"]);
  // @ts-expect-error
  run({ x: [1, 2, 3, 4] }, ["p"]);
  // @ts-expect-error
  run({ x: [[1, 2, 3, 4]], z: 1 }, ["p"]);
  // @ts-expect-error
  run({ x: [[1, 2, 3, 4]] }, ["q"]);
};

graph(inputs, ({ x, y, five, s }, g) => {
  // @ts-expect-error
  include(g, network, { x: five, y });
  // @ts-expect-error
  include(g, network, { x: s, y });
  // @ts-expect-error
  include(g, network, { x: y, y });
  // @ts-expect-error
  include(g, network, { x });
  // @ts-expect-error
  include(g, network, { x, y, z: y });
  return { x };
});

export const trainings = (optimizer: Optimizer, floats: NdArray<"float32">) => {
  const settings = { minimize: "loss", optimizer } as const;
  // @ts-expect-error
  fit(network, { ...settings, data: { x: floats } });
  // @ts-expect-error
  fit(network, { ...settings, data: { x: floats, Y: [1] } });
  // @ts-expect-error
  fit(network, { ...settings, data: () => [{ x: floats }] });
  // @ts-expect-error
  fit(network, { ...settings, data: { x: floats, y: [1] }, validation: { y: [1] } });
};
