import {
  adam,
  type Backend,
  compile,
  crossentropy,
  dense,
  explain,
  f32,
  graph,
  random,
  relu,
  sgd,
  softmax,
  sum,
  trainStep,
  u8,
  wasm,
} from "dagrad";
import { expect, test } from "vitest";
import { withDirtyMemory } from "../../dirty-memory.ts";
import { differing, untilShared } from "./shared-parts.ts";

const [rows, features] = [129, 301];

const network = graph({ X: f32("batch", features), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(dense(relu(dense(X, { units: 127 })), { units: 66 }));
  const probabilities = softmax(dense(hidden, { units: 10 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});

const draw = random(1);
const feeds = {
  X: Float32Array.from({ length: rows * features }, () => draw.randn()),
  y: Uint8Array.from({ length: rows }, (_, i) => i % 10),
};

const optimizers = { sgd: sgd({ learningRate: 0.1, momentum: 0.9 }), adam: adam() };

const trainingOf = (name: keyof typeof optimizers, backend: Backend) =>
  compile(trainStep(network, { minimize: "loss", optimizer: optimizers[name] }), { backend, random: random(0) });

test.each(["sgd", "adam"] as const)(
  "ten steps of %s give outputs and parameters of the same bits on two threads as on one",
  async (name) => {
    const one = trainingOf(name, wasm());
    const two = trainingOf(name, withDirtyMemory(wasm({ threads: 2 })));
    const start = two.parameters;
    await untilShared(
      () => two.run(feeds),
      () => explain(two, feeds),
    );
    two.setParameters(start);
    const shared = explain(two, feeds);
    for (let i = 0; i < 10; i++) {
      expect(differing(two.run(feeds), one.run(feeds))).toEqual([]);
      expect(differing(two.parameters, one.parameters)).toEqual([]);
    }
    expect(explain(two, feeds)).not.toBe(shared);
  },
);

test("ten steps in one call give the bits of ten runs on one thread", async () => {
  const one = trainingOf("sgd", wasm());
  const two = trainingOf("sgd", wasm({ threads: 2 }));
  const start = two.parameters;
  await untilShared(
    () => two.run(feeds),
    () => explain(two, feeds),
  );
  two.setParameters(start);
  const last = two.steps(10, feeds);
  for (let i = 1; i < 10; i++) one.run(feeds);
  expect(differing(last, one.run(feeds))).toEqual([]);
  expect(differing(two.parameters, one.parameters)).toEqual([]);
});

test("a run that looks for NaN after every step gives the bits of one thread", async () => {
  const train = trainStep(network, { minimize: "loss", optimizer: sgd() });
  const [one, two] = [wasm(), wasm({ threads: 2 })].map((backend) => compile(train, { backend, random: random(0), checkFinite: true })) as [
    ReturnType<typeof trainingOf>,
    ReturnType<typeof trainingOf>,
  ];
  const start = two.parameters;
  await untilShared(
    () => two.run(feeds),
    () => explain(two, feeds),
  );
  two.setParameters(start);
  expect(differing(two.run(feeds), one.run(feeds))).toEqual([]);
  expect(differing(two.parameters, one.parameters)).toEqual([]);
});

test("outputs and parameters are arrays of the caller's own; views are of shared memory, and may be fed", () => {
  const program = trainingOf("sgd", wasm({ threads: 2 }));
  for (const { data } of Object.values({ ...program.run(feeds), ...program.parameters })) expect(data.buffer).toBeInstanceOf(ArrayBuffer);
  const { probabilities } = program.run(feeds, ["probabilities"], { copy: false });
  expect(probabilities.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  const sums = compile(graph({ p: f32("batch", 10) }, ({ p }) => ({ sums: sum(p, { axis: 1 }) })));
  for (const total of sums.run({ p: probabilities }).sums.data) expect(Math.abs(total - 1)).toBeLessThanOrEqual(1e-6);
});

test("a label out of range is the same error as on one thread", () => {
  const message = (backend: Backend): string => {
    try {
      trainingOf("sgd", backend).run({ ...feeds, y: new Uint8Array(rows).fill(10) });
      return "no error";
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  };
  expect(message(wasm({ threads: 2 }))).toMatch(/^FeedError: /);
  expect(message(wasm({ threads: 2 }))).toBe(message(wasm()));
});

test("explain says which products are shared, and over how many threads", () => {
  const explained = explain(trainingOf("sgd", wasm({ threads: 2 })), feeds);
  const products = explained.split("\n").flatMap((line) => /^\S+ +(product.*?) {2,}(.*) →/.exec(line)?.slice(1).join(": ") ?? []);
  expect(products).toMatchInlineSnapshot(`
    [
      "product ÷2 columns: dense1.matmul1 dense1 relu1",
      "product ÷2 columns: dense2.matmul1 dense2 relu2",
      "product: dense3.matmul1 dense3",
      "product: d.dense3.weights",
      "product: d.relu2 d.dense2.equal1 d.dense2",
      "product ÷2 columns: d.dense2.weights",
      "product ÷2 columns: d.relu1 d.dense1.equal1 d.dense1",
      "product ÷2 columns: d.dense1.weights",
    ]
  `);
});
