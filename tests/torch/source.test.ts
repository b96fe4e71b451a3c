import { adam, dense, f32, type Graph, graph, mean, reshape, sgd, sub } from "dagrad";
import { torch } from "dagrad/torch";
import { expect, test } from "vitest";
import * as chapter5 from "../../examples/chapter-5.ts";
import * as characterLstm from "../../examples/character-lstm.ts";
import * as lenet from "../../examples/lenet.ts";
import * as spiral from "../../examples/spiral.ts";
import { apply } from "../../graph/apply.ts";
import { defineOp } from "../../graph/op.ts";

test("the sources of networks are the same texts as ever", async () => {
  await expect(torch(chapter5.network)).toMatchFileSnapshot("../output/chapter-5-torch.py");
  await expect(torch(lenet.network, { name: "LeNet" })).toMatchFileSnapshot("../output/lenet-torch.py");
  await expect(torch(characterLstm.network)).toMatchFileSnapshot("../output/character-lstm-torch.py");
});

test("a program that trains is the same text as ever", async () => {
  const training = { minimize: "loss", optimizer: sgd({ learningRate: 1, momentum: 0.9, decay: 1e-3 }), batchSize: 300 };
  await expect(torch(spiral.network, { name: "Spiral", training })).toMatchFileSnapshot("../output/spiral-training-torch.py");
});

const net = graph({ X: f32("batch", 2), t: f32("batch", 1) }, ({ X, t }) => {
  const y = dense(X, { units: 1 });
  const error = sub(y, t);
  return { y, loss: mean(error) };
});

test("outputs that are named are those that are written, with the inputs that they need", () => {
  expect(torch(net, { outputs: ["y"] })).toContain("def forward(self, X):");
  expect(torch(net)).toContain("def forward(self, X, t):");
});

test("parameters that are frozen, or that the loss does not depend on, are not trained", () => {
  const two = graph({ X: f32("batch", 2) }, ({ X }) => ({ other: dense(X, { units: 1 }), loss: mean(dense(X, { units: 1 })) }));
  const training = { minimize: "loss", optimizer: adam(), freeze: ["dense2.biases"] };
  expect(torch(two, { training })).toContain('FROZEN = {"dense1.weights", "dense1.biases", "dense2.biases"}');
  expect(torch(net, { training: { minimize: "loss", optimizer: adam() } })).not.toContain("FROZEN");
});

test("an input without rows is fed whole, and a network without rows is refused", () => {
  const scaled = graph({ X: f32("batch", 2), by: f32(2) }, ({ X, by }) => ({ loss: mean(dense(sub(X, by), { units: 1 })) }));
  expect(torch(scaled, { training: { minimize: "loss", optimizer: adam() } })).toContain('WHOLE = {"by"}');
  const fixed = graph({ X: f32(4, 2) }, ({ X }) => ({ loss: mean(dense(X, { units: 1 })) }));
  expect(() => torch(fixed, { training: { minimize: "loss", optimizer: adam() } })).toThrow(
    'torch: an input must have a named first axis, its rows, got none; declare it as f32("batch", 2)',
  );
});

test("an op that does something else in training must say it in a program that trains", () => {
  const noisyOp = defineOp({ name: "noisy", inputs: ["x"], attrs: {}, infer: ([x]) => x, definition: ([x]) => x, training: ([x]) => x });
  const noisy = graph({ X: f32("batch", 2) }, ({ X }) => ({ loss: mean(apply(noisyOp, [dense(X, { units: 1 })])) })) as Graph<any, any>;
  expect(torch(noisy)).toContain("def forward");
  expect(() => torch(noisy, { training: { minimize: "loss", optimizer: adam() } })).toThrow(
    'torch: an op that does something else in training must have a PyTorch notation, got "noisy" without one; add notation.torch to it',
  );
});

test("an optimiser whose rule depends on the shape is refused, with a parameter of the other shape", () => {
  const byShape = { ...sgd(), update: ({ w, dw, rate }: any) => (w.shape.length > 1 ? sub(w, dw) : sub(w, rate)) };
  expect(() => torch(net, { training: { minimize: "loss", optimizer: byShape } })).toThrow(
    /^torch: the optimizer must have one rule for all parameters, got another for .* \(node "dense1\.\w+"\); train these with dagrad$/,
  );
});

test("a dim that Python has a word for is refused", () => {
  const named = graph({ x: f32("lambda", 3) }, ({ x }) => ({ y: reshape(x, { shape: ["lambda", 3, 1] }) }));
  expect(() => torch(named)).toThrow('torch: a dim must have a name that a variable of Python may have, got "lambda"; rename it');
});

test("names of columns and categories, and of the network, are taken as they are", () => {
  const names = { columns: { X: ["a, b", 'c "d" (e)'], t: ["t"] }, categories: { "a, b": ["no, never", "yes"] } };
  const training = { minimize: "loss", optimizer: adam(), data: "data.csv", names };
  const source = torch(net, { name: "Adam", training });
  expect(source).toContain('COLUMNS = {"X": ["a, b", "c \\"d\\" (e)"], "t": ["t"]}');
  expect(source).toContain('CATEGORIES = {"a, b": ["no, never", "yes"]}');
  expect(source).toContain("class AdamOptimizer(torch.optim.Optimizer):");
  expect(() => torch(net, { name: "main" })).toThrow(
    'torch: name must be a name of Python that the source has no use for, got "main"; pass { name: "Network" }',
  );
});

test("a primitive without words for Python is refused", () => {
  const oddOp = defineOp({
    name: "odd",
    inputs: ["x"],
    attrs: {},
    infer: ([x]) => x,
    scalar: (s, [x]) => s.add(x, x),
    vjp: "not-differentiable",
  });
  const odd = graph({ x: f32(2) }, ({ x }) => ({ y: apply(oddOp, [x]) })) as Graph<any, any>;
  expect(() => torch(odd)).toThrow(
    'torch: every primitive must have a NumPy or PyTorch notation, got "odd" without one (node "odd1"); add notation.torch to it',
  );
});
