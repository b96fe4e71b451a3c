import {
  adam,
  array,
  batchNorm,
  checkGradients,
  compile,
  dense,
  dot,
  evaluate,
  f32,
  f64,
  fit,
  fromCheckpoint,
  fromModel,
  type Graph,
  gradients,
  graph,
  meanSquaredError,
  mul,
  type NdArray,
  predict,
  print,
  reference,
  relu,
  sgd,
  sum,
  toCheckpoint,
  toModel,
  trainStep,
  wasm,
} from "dagrad";
import { describe, expect, it, test } from "vitest";
import { extend } from "../../graph/extend.ts";
import { activateTraining } from "../../src/train/activate-training.ts";
import { thrown } from "../graph/thrown.ts";
import { op } from "../graph/untyped-ops.ts";

/** Columns of mean 2 and 5, and of variance 2 ÷ 3 and 0. */
const X = [
  [1, 5],
  [2, 5],
  [3, 5],
];
const network = graph({ x: f64("batch", 2) }, ({ x }) => {
  const y = batchNorm(x, { name: "norm", epsilon: 0.01 });
  return { y, loss: sum(mul(y, y)) };
});
const step = (options: object = {}) => trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 1e-300 }), ...options });
const values = ({ parameters }: { readonly parameters: Readonly<Record<string, NdArray>> }, ...names: string[]): unknown[] =>
  names.map((name) => (parameters[`norm.${name}`] as NdArray).tolist());

describe.each([reference, wasm()])("batchNorm(x) on $name", (backend) => {
  it("is (x − mean) ÷ √(variance + ε) · scale + biases by its running mean and variance outside of training", () => {
    const program = compile(network, { backend });
    program.setParameters({ "norm.mean": [1, 0], "norm.variance": [3.99, 0.99], "norm.scale": [2, 1], "norm.biases": [0, 10] });
    expect(program.run({ x: X }).y).toBeAllClose(
      array(
        [
          [0, 15],
          [1, 15],
          [2, 15],
        ],
        "float64",
      ),
    );
  });

  it("normalises by the batch in a training step, and moves mean and variance, which divides by n, a tenth of the way", () => {
    const program = compile(step(), { backend });
    const deviation = Math.sqrt(2 / 3 + 0.01);
    expect(program.run({ x: X }).y).toBeAllClose(
      array(
        [
          [-1 / deviation, 0],
          [0, 0],
          [1 / deviation, 0],
        ],
        "float64",
      ),
    );
    expect(program.parameters["norm.mean"]).toBeAllClose(array([0.2, 0.5], "float64"));
    expect(program.parameters["norm.variance"]).toBeAllClose(array([0.9 + 0.1 * (2 / 3), 0.9], "float64"));
  });

  it("gives the biases for a batch of one row, and of no rows makes its running values NaN, as a loss is", () => {
    const program = compile(step(), { backend });
    program.setParameters({ "norm.biases": [7, 8] });
    expect(program.run({ x: [[3, 4]] }).y.tolist()).toEqual([[7, 8]]);
    expect(program.parameters["norm.variance"]).toBeAllClose(array([0.9, 0.9], "float64"));
    expect(program.run({ x: new Float64Array(0) }).y.shape).toEqual([0, 2]);
    expect(values(program, "mean")).toEqual([[NaN, NaN]]);
  });

  it("normalises over all places of pictures, wherever their channels lie", () => {
    const both = graph({ x: f32("n", 2, 2, 2) }, ({ x }) => {
      const [last, second] = [batchNorm(x, { name: "last" }), batchNorm(x, { name: "second", layout: "NCHW" })];
      return { last, second, loss: sum(mul(last, second)) };
    });
    const program = compile(trainStep(both, { minimize: "loss", optimizer: sgd({ learningRate: 1e-300 }) }), { backend });
    program.run({ x: Float32Array.from({ length: 16 }, (_, i) => i) }, []);
    // The even and the odd numbers to 15; 0 to 3 with 8 to 11, and the others.
    expect(program.parameters["last.mean"]).toBeAllClose(array([0.7, 0.8]));
    expect(program.parameters["second.mean"]).toBeAllClose(array([0.55, 0.95]));
    expect(program.parameters["second.variance"]).toBeAllClose(array([0.9 + 1.725, 0.9 + 1.725]));
  });
});

const counted = (net: Graph<any, any>): Graph =>
  activateTraining(
    extend(net, (_, g) => {
      g.parameter("step", [], { init: "zeros", dtype: "float64" });
      return {};
    }),
    { counter: "step", seed: 0 },
  );

describe("batchNorm(x)", () => {
  it("has parameters of its own, of which nothing trains mean and variance unless it is told to", () => {
    const derived = gradients(network, { of: "loss" });
    expect(Object.keys(derived.outputs).filter((name) => name.startsWith("d."))).toEqual(["d.norm.scale", "d.norm.biases"]);
    expect(Object.keys(gradients(network, { of: "loss", with: ["norm.mean"] }).outputs)).toContain("d.norm.mean");
  });

  it("is differentiated through the mean and variance of the batch in training, within 1e-6 of differences", () => {
    const net = graph({ x: f64("batch", 2), t: f64("batch", 2) }, ({ x, t }) => ({
      loss: meanSquaredError(batchNorm(x, { name: "norm" }), t),
    }));
    const feeds = {
      x: [
        [1, 5],
        [2.5, 4],
        [3, 7.5],
        [-1, 6],
      ],
      t: [
        [0, 1],
        [1, 0.5],
        [0, 2],
        [3, -1],
      ],
    };
    const checked = checkGradients(counted(net), feeds, { of: "loss", with: ["x", "norm.scale", "norm.biases"] });
    expect(checked.tensors.map(({ checked }) => checked)).toEqual([8, 2, 2]);
    expect(checked.ok).toBe(true);
  });

  it("is in training what it is outside of it where mean and variance are frozen, or not among the parameters that change", () => {
    for (const options of [{ freeze: ["norm.mean", "norm.variance"] }, { parameters: ["norm.scale"] }]) {
      const program = compile(step(options));
      expect(program.run({ x: X }).y.tolist()).toEqual(compile(network).run({ x: X }).y.tolist());
      expect(values(program, "mean", "variance")).toEqual([
        [0, 0],
        [1, 1],
      ]);
    }
    // One of them alone keeps its value.
    const program = compile(step({ freeze: ["norm.mean"] }));
    program.run({ x: X });
    expect(values(program, "mean")).toEqual([[0, 0]]);
    expect(values(program, "variance")).not.toEqual([[1, 1]]);
    // All parameters of a layer may be named: those of running values are updated, the others trained.
    const named = trainStep(network, { minimize: "loss", optimizer: adam(), parameters: ["norm.scale", "norm.mean", "norm.variance"] });
    expect(Object.keys(named.updates)).toEqual([
      "adam.step",
      "norm.mean",
      "norm.variance",
      "adam.norm.scale.momentum",
      "adam.norm.scale.cache",
      "norm.scale",
    ]);
  });

  it("leaves a mean and a variance that are no parameters as they are", () => {
    const net = graph({ x: f64("batch", 2) }, ({ x }, g) => {
      const y = batchNorm(x, {
        mean: g.constant([1, 1], { dtype: "float64" }),
        variance: g.constant([4, 4], { dtype: "float64" }),
        epsilon: 0,
      });
      return { y, loss: sum(mul(y, y)) };
    });
    const program = compile(trainStep(net, { minimize: "loss", optimizer: sgd({ learningRate: 1e-300 }) }));
    expect(program.run({ x: [[5, 3]] }).y.tolist()).toEqual([[2, 1]]);
  });

  it("moves a mean that two layers share once for each, one after the other", () => {
    const net = graph({ a: f64("batch", 1), b: f64("batch", 1) }, ({ a, b }, g) => {
      const shared = {
        mean: g.parameter("mean", [1], { init: "zeros", dtype: "float64" }),
        variance: g.parameter("variance", [1], { init: "ones", dtype: "float64" }),
        momentum: 0.5,
      };
      return { loss: sum(mul(batchNorm(a, shared), batchNorm(b, shared))) };
    });
    const program = compile(trainStep(net, { minimize: "loss", optimizer: sgd({ learningRate: 1e-300 }) }));
    program.run({ a: [[2]], b: [[8]] });
    expect(program.parameters.mean?.tolist()).toEqual([4.5]);
  });

  it("writes its update under its own name", () => {
    expect(
      print(step())
        .split("\n")
        .filter((line) => /^norm\.\w+\.next|^update norm/.test(line))
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "norm.mean.next = add(norm.mul1, norm.mul2) : float64[2]  # scope "norm"
      norm.variance.next = add(norm.mul3, norm.mul4) : float64[2]  # scope "norm"
      update norm.mean = norm.mean.next
      update norm.variance = norm.variance.next
      update norm.scale = add1
      update norm.biases = add2"
    `);
  });

  it("has sizes for dims that are none, and refuses what does not fit", () => {
    const refused = (build: (x: any, g: any) => unknown): string =>
      thrown(() => graph({ x: f32("batch", "time", 4) }, ({ x }, g) => ({ y: build(x, g) as never })));
    expect(
      [
        refused((x) => op.batchNorm(x, { layout: "NCHW" })),
        refused((x) => op.batchNorm(x, { layout: "NWC" })),
        refused((x) => op.batchNorm(x, { momentum: 1.5 })),
        refused((x) => op.batchNorm(x, { epsilon: -1 })),
        refused((x) => op.batchNorm(x, { scale: 2 })),
        refused((x) => op.batchNorm(x, { bias: 1 })),
        refused((x) => op.batchNorm(x, { biases: [1, 2, 3, 4] })),
        refused((x) => op.batchNorm(x, { mean: 0 })),
        refused((x) => op.batchNorm(x, { gamma: false })),
        refused((x) => op.batchNorm(x, { axis: -1 })),
        refused((x, g) => op.batchNorm(x, { mean: g.parameter("m", [3]) })),
        refused((x, g) => op.batchNorm(x, { scale: g.parameter("s", [4], { dtype: "float64" }) })),
        refused(() => op.batchNorm(3)),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "OpError symbolic-features at batchNorm1
      batchNorm: the axes of features must be numbers, got x float32[batch, time, 4] (node "batchNorm1"); give their sizes as numbers
      OpError bad-attribute at batchNorm1
      batchNorm: attribute layout must be "NHWC" | "NCHW", got "NWC" (node "batchNorm1"); correct it
      OpError momentum at batchNorm1
      batchNorm: momentum must be from 0 to 1, got 1.5 (node "batchNorm1"); give the share of the running values that a step keeps
      OpError epsilon at batchNorm1
      batchNorm: epsilon must be a finite number ≥ 0, got -1 (node "batchNorm1"); give a small one, such as 1e-5
      OpError bad-option at batchNorm1
      batchNorm: scale must be true, false or a tensor, got 2 (node "batchNorm1"); correct scale
      OpError bad-option at batchNorm1
      batchNorm: bias must be true or false, got 1 (node "batchNorm1"); correct bias
      OpError bad-option at batchNorm1
      batchNorm: biases must be a tensor, got [1, 2, 3, 4] (node "batchNorm1"); write bias: false for none
      OpError bad-option at batchNorm1
      batchNorm: mean must be a tensor, got 0 (node "batchNorm1"); leave it out for the layer's own
      OpError bad-option
      batchNorm: options must be some of { momentum, epsilon, layout, mean, variance, scale, biases, bias, name }, got "gamma"; did you mean scale?
      OpError bad-option
      batchNorm: options must be some of { momentum, epsilon, layout, mean, variance, scale, biases, bias, name }, got "axis"; leave it out
      OpError features at batchNorm1
      batchNorm: mean must be [4], got float32[3] (node "batchNorm1"); give one number for each feature
      OpError dtype at batchNorm1
      batchNorm: scale must have the dtype of x, got float32[batch, time, 4] and float64[4] (node "batchNorm1"); cast() one of them
      GraphError not-a-tensor
      batchNorm: x must be a tensor of the graph, got 3; pass what an op, an input or g.constant gave you"
    `);
  });
});

const data = { x: Array.from({ length: 12 }, (_, i) => [i, (i * 7) % 5]), t: Array.from({ length: 12 }, (_, i) => [i % 3]) };
const deep = graph({ x: f32("batch", 2), t: f32("batch", 1) }, ({ x, t }) => {
  const y = dense(relu(batchNorm(dense(x, { units: 4, init: { randn: 0.5 } }))), { units: 1 });
  return { y, loss: meanSquaredError(y, t) };
});
const options = { minimize: "loss", optimizer: adam({ learningRate: 0.01 }), data, batchSize: 4, notices: false } as const;

test("a training in batches tells the loss of its batches; validation, evaluate and predict go by the running values", async () => {
  const { network: trained, epochs } = await fit(deep, { ...options, epochs: 3, validation: data });
  expect(epochs[2]?.metrics.loss).toBeGreaterThan(0);
  expect(epochs[2]?.validation?.loss).toBe((await evaluate(trained, data)).loss);
  const whole = trained.run(data, ["y"]).y;
  expect(await predict(trained, { x: data.x }, { output: "y", batchSize: 5 })).toBeAllClose(whole);
  expect(trained.parameters["batchNorm1.mean"]?.tolist()).not.toEqual([0, 0, 0, 0]);
});

test("a picture of the step says what the optimiser computes, and that running values are not that", () => {
  const picture = dot(step(), { level: "execution" });
  const boxes = Array.from(picture.matchAll(/label="(next [^"]*)"/g), ([, label]) => label);
  expect(boxes).toMatchInlineSnapshot(`
    [
      "next m₁\\n5 ops",
      "next v₁\\n8 ops",
      "next s₁\\nsgd\\n3 ops",
      "next b₁\\nsgd\\n3 ops",
    ]
  `);
});

test("running values are in checkpoints, which go on bit for bit, and in models", async () => {
  const whole = fit(deep, { ...options, epochs: 4 });
  await whole;
  const first = fit(deep, { ...options, epochs: 2 });
  await first;
  const resumed = fit(deep, { ...options, epochs: 4, from: fromCheckpoint(toCheckpoint(first.checkpoint())) });
  await resumed;
  expect(resumed.network.parameters).toEqual(whole.network.parameters);
  expect(fromModel(toModel(whole.network)).parameters["batchNorm1.variance"]).toEqual(whole.network.parameters["batchNorm1.variance"]);
});
