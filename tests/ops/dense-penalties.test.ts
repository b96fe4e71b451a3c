import { expect, test } from "vitest";
import { graph } from "../../graph/build.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32, f64, u8 } from "../../graph/input.ts";
import type { Leaves } from "../../graph/leaves.ts";
import { array, type NdArray } from "../../graph/ndarray.ts";
import { print } from "../../graph/print/print.ts";
import type { Tensor } from "../../graph/tensor.ts";
import {
  add,
  argmaxAccuracy,
  crossentropy,
  type DenseOptions,
  dense,
  meanAbsoluteError,
  meanSquaredError,
  relu,
  reluOp,
  softmax,
  sum,
} from "../../ops/index.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { random } from "../../src/data/random.ts";
import { text } from "../../src/export/text.ts";
import { parse } from "../../src/parse.ts";
import { compile } from "../../src/run/compile.ts";
import { gradients } from "../../src/train/gradients.ts";
import { sgd } from "../../src/train/sgd.ts";
import { trainStep } from "../../src/train/train-step.ts";
import books from "../fixtures/penalties.json" with { type: "json" };
import { thrown } from "../graph/thrown.ts";

/** The layers of the fixture: the first one with these penalties. */
const build = (strength: Pick<DenseOptions, "l1" | "l2">) =>
  graph({ X: f32("batch", 3), y: f32("batch", 2) }, ({ X, y }, g) => {
    const data = meanSquaredError(dense(dense(X, { units: 5, activation: relu, ...strength }), { units: 2, l2: 5e-4 }), y);
    const penalty = g.penalty();
    return { loss: add(data, penalty), data, penalty };
  });
const strengths = {
  one: { l1: { biases: 3e-3 }, l2: 5e-2 },
  both: { l1: { weights: 5e-3, biases: 3e-3 }, l2: { weights: 5e-2, biases: 7e-3 } },
} as const;

/** Loss, its parts and its gradients, from the reference. */
function computed(network: Graph<any, any>, book: (typeof books)["one"]): Readonly<Record<string, NdArray>> {
  const parameters = Object.fromEntries(
    [1, 2].flatMap((k) => ["weights", "biases"].map((part) => [`dense${k}.${part}`, array(book[`${part}${k}` as "weights1"], "float32")])),
  );
  return compile(gradients(network, { of: "loss" }), { backend: reference, parameters }).run({ X: book.X, y: book.y }) as never;
}

test("the penalties of dense are the book's to the bit: their sum, the loss and, with one on a tensor, the gradients (NNFS ch. 14)", () => {
  for (const kind of ["one", "both"] as const) {
    const book = books[kind];
    const found = computed(build(strengths[kind]), book);
    expect({ data: found.data?.item(), penalty: found.penalty?.item(), loss: found.loss?.item() }).toEqual({
      data: book.data,
      penalty: book.penalty,
      loss: book.loss,
    });
    for (const tensor of ["weights1", "biases1", "weights2", "biases2"] as const) {
      const gradient = found[`d.dense${tensor.at(-1)}.${tensor.slice(0, -1)}`] as NdArray;
      const expected = array(book[`d${tensor}`], "float32");
      if (kind === "one") expect(gradient.tolist()).toEqual(expected.tolist());
      // Three terms, added in another order than in the book.
      else
        for (const [i, x] of expected.data.entries())
          expect(Math.abs((gradient.data[i] as number) - x)).toBeLessThanOrEqual(2e-7 * Math.max(1, Math.abs(x)));
    }
  }
});

test("penalties are added to the only output that is a loss, in the graph itself: in print, formula and JSON", () => {
  const network = graph({ X: f32("batch", 3), y: u8("batch") }, ({ X, y }) => {
    const probabilities = dense(dense(X, { units: 5, activation: relu, l2: 5e-4, name: "hidden" }), {
      units: 3,
      activation: softmax,
      l1: 0.1,
    });
    return { loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });
  expect(print(network)).toMatchInlineSnapshot(`
    "X = input : float32[batch, 3]
    y = input : uint8[batch]
    hidden.weights = parameter randn(0.01) : float32[3, 5]
    hidden.biases = parameter zeros : float32[5]
    hidden = dense(X, hidden.weights, hidden.biases) : float32[batch, 5]
    hidden.weights.l2.square = mul(hidden.weights, hidden.weights) : float32[3, 5]
    hidden.weights.l2.sum = sum(hidden.weights.l2.square) {axis: [0, 1], keepdims: false} : float32[]
    constant1 = constant 0.0005 : float32[]
    hidden.weights.l2 = mul(constant1, hidden.weights.l2.sum) : float32[]
    relu1 = relu(hidden) : float32[batch, 5]
    dense1.weights = parameter randn(0.01) : float32[5, 3]
    dense1.biases = parameter zeros : float32[3]
    dense1 = dense(relu1, dense1.weights, dense1.biases) : float32[batch, 3]
    neg1 = neg(dense1.weights) : float32[5, 3]
    dense1.weights.l1.abs = maximum(dense1.weights, neg1) : float32[5, 3]
    dense1.weights.l1.sum = sum(dense1.weights.l1.abs) {axis: [0, 1], keepdims: false} : float32[]
    constant2 = constant 0.1 : float32[]
    dense1.weights.l1 = mul(constant2, dense1.weights.l1.sum) : float32[]
    softmax1 = softmax(dense1) {axis: 1} : float32[batch, 3]
    crossentropy1 = crossentropy(softmax1, y) {reduction: "mean"} : float32[]
    argmaxAccuracy1 = argmaxAccuracy(softmax1, y) : float64[]
    add1 = add(hidden.weights.l2, dense1.weights.l1) : float32[]
    add2 = add(crossentropy1, add1) : float32[]
    output loss = add2
    output accuracy = argmaxAccuracy1"
  `);
  expect(text(network, "loss")).toMatchInlineSnapshot(
    `"meanᵢ(−log(exp(z[i, yᵢ]) ÷ Σₗ exp(zᵢₗ))) + (0.0005 Σₗₖ w₁[l, k] w₁[l, k] + 0.1 Σₗₖ max(w₂[l, k], −w₂[l, k])) where z = max(0, X w₁ + b₁) w₂ + b₂"`,
  );
  expect(parse(JSON.stringify(network))).toEqual(network);
  const stepped = trainStep(network, { minimize: "loss", optimizer: sgd() });
  expect(stepped.outputs.loss).toBe("add2");
});

test("a loss with penalties that are added and one where they were added by hand train to the same bits", () => {
  const network = (byHand: boolean) =>
    graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
      const data = crossentropy(
        dense(dense(X, { units: 8, activation: relu, l2: 5e-3, name: "a" }), { units: 3, activation: softmax, name: "b" }),
        y,
      );
      return { loss: byHand ? add(data, g.penalty()) : data };
    });
  const trained = [true, false].map((byHand) => {
    const step = compile(trainStep(network(byHand), { minimize: "loss", optimizer: sgd({ learningRate: 1 }) }), {
      random: random(0),
      backend: reference,
    });
    for (let i = 0; i < 5; i++)
      step.run({
        X: [
          [1, 2],
          [3, 4],
          [-1, 0.5],
        ],
        y: [0, 1, 2],
      });
    return step.parameters["a.weights"]?.tolist();
  });
  expect(trained[0]).toEqual(trained[1]);
});

test("the shared weights of a layer, an edge of λ, and a layer in a scope have penalties, too", () => {
  const network = graph({ X: f64("batch", 2) }, ({ X }, g) => {
    const weights = g.parameter("w", [2, 2], {
      init: [
        [1, -2],
        [3, 0],
      ],
      dtype: "float64",
    });
    const y = g.scope("block", () => dense(dense(X, { weights, l1: 1, name: "first" }), { weights, l2: 0, name: "second" }));
    return { y, penalty: g.penalty() };
  });
  const { penalty } = compile(network, { backend: reference }).run({ X: [[1, 1]] }, ["penalty"]);
  // 1 · (1 + 2 + 3 + 0) + 0 · (1 + 4 + 9)
  expect(penalty.item()).toBe(6);
  expect(Object.keys(network.nodes)).toEqual(expect.arrayContaining(["first.weights.l1", "second.weights.l2"]));
});

const refused = (build: (X: Tensor<["batch", 2], "float32", "X">, g: Leaves) => Readonly<Record<string, Tensor>>): string =>
  thrown(() => graph({ X: f32("batch", 2) }, ({ X }, g) => build(X, g)));

test("penalties that would be forgotten are refused, with what to write", () => {
  const layer = (X: Tensor<["batch", 2], "float32", "X">) => dense(X, { units: 2, l2: 0.1 });
  expect([
    refused((X) => ({ y: layer(X) })),
    refused((X) => ({ a: meanSquaredError(layer(X), X), b: meanAbsoluteError(layer(X), X) })),
    refused((X) => ({ loss: sum(layer(X)) })),
    refused((X, g) => {
      const y = layer(X);
      g.penalty();
      return { loss: meanSquaredError(y, X) };
    }),
    refused((X, g) => {
      const y = layer(X);
      const penalty = g.penalty();
      return { loss: add(meanSquaredError(layer(y), X), penalty) };
    }),
    refused((X, g) => ({ y: X, penalty: g.penalty() })),
  ]).toMatchInlineSnapshot(`
    [
      "GraphError unused-penalty
    graph: penalties of layers must be part of one loss, got no output that is a loss; return { loss: add(…, g.penalty()) }, after the last layer",
      "GraphError unused-penalty
    graph: penalties of layers must be part of one loss, got several (a, b); return { loss: add(…, g.penalty()) }, after the last layer",
      "GraphError unused-penalty
    graph: penalties of layers must be part of one loss, got no output that is a loss; return { loss: add(…, g.penalty()) }, after the last layer",
      "GraphError unused-penalty
    graph: penalties of layers must be part of one loss, got "dense1.weights.l2", which is part of no output; return { loss: add(…, g.penalty()) }, after the last layer",
      "GraphError unused-penalty
    graph: penalties of layers must be part of one loss, got "dense2.weights.l2", which is part of no output; return { loss: add(…, g.penalty()) }, after the last layer",
      "GraphError no-penalty
    penalty: a layer must have one, got none; write dense(x, { units: 64, l2: 5e-4 })",
    ]
  `);
});

test("strengths and activations of another kind are refused, with what to write", () => {
  const layer = (options: unknown) => refused((X) => ({ y: dense(X, { units: 3, ...(options as object) } as never) as Tensor }));
  expect([
    layer({ l2: "0.1" }),
    layer({ l2: -1 }),
    layer({ l1: { bias: 0.1 } }),
    layer({ l1: { biases: 0.1 }, bias: false }),
    layer({ l2: [0.1] }),
    layer({ activation: "relu" }),
    layer({ activation: reluOp }),
    layer({ activation: (x: Tensor) => sum(x) }),
    layer({ activation: () => undefined }),
    layer({ useBias: false }),
    layer({ bias: "zeros" }),
    layer({ init: "he" }),
    layer({ weights: [[1], [2]] }),
    refused((X) => ({ y: dense(X, { units: "3" } as never) as Tensor })),
    refused((X) => ({ y: dense(X, undefined as never) as Tensor })),
  ]).toMatchInlineSnapshot(`
    [
      "OpError lambda at dense1
    dense: l2 of weights must be a finite number ≥ 0, got "0.1" (node "dense1"); correct it, or leave it out",
      "OpError lambda at dense1
    dense: l2 of weights must be a finite number ≥ 0, got -1 (node "dense1"); correct it, or leave it out",
      "OpError bad-option
    dense: l1: options must be some of { weights, biases }, got "bias"; did you mean biases?",
      "OpError lambda at dense1
    dense: l1 of biases must have some, got none (node "dense1"); correct it, or leave it out",
      "OpError bad-option
    dense: l2: options must be an object, some of { weights, biases }, got [0.1]; write { weights: [0.1] }",
      "OpError activation at dense1
    dense: activation must be a function such as relu, got "relu" (node "dense1"); write activation: relu, the function that dagrad exports",
      "OpError activation at dense1
    dense: activation must be a function such as relu, got an object (node "dense1"); write activation: relu, the function that dagrad exports",
      "OpError activation at dense1
    dense: activation must return a tensor of the layer's type, float32[batch, 3], got float32[] (node "dense1"); apply it to what dense returns",
      "OpError activation at dense1
    dense: activation must return a tensor of the layer's type, float32[batch, 3], got nothing (node "dense1"); apply it to what dense returns",
      "OpError bad-option
    dense: options must be some of { units, init, bias, activation, l1, l2, weights, name }, got "useBias"; did you mean bias?",
      "OpError bad-option at dense1
    dense: bias must be true or false, got "zeros" (node "dense1"); correct bias",
      "GraphError bad-initializer at dense1.weights
    parameter: init must be "zeros", "ones", "glorotUniform", "glorotNormal", "heUniform", "heNormal", { randn: scale } or numbers, got "he" (node "dense1.weights"); correct init",
      "OpError bad-option
    dense: options must be some of { weights, biases, activation, l1, l2, name }, got "units"; leave it out",
      "OpError units at dense1
    dense: units must be a whole number ≥ 1, got "3" (node "dense1"); correct units",
      "OpError units at dense1
    dense: units must be a whole number ≥ 1, got nothing (node "dense1"); write dense(x, { units: 64 })",
    ]
  `);
});

test("activation: relu is relu of the layer, node for node", () => {
  const [inside, outside] = [true, false].map((one) =>
    print(
      graph({ X: f32("batch", 2) }, ({ X }) => ({
        y: one ? dense(X, { units: 3, activation: relu, name: "h" }) : relu(dense(X, { units: 3, name: "h" })),
      })),
    ),
  );
  expect(inside).toBe(outside);
});
