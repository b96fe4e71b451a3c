import {
  type AnyTensor,
  type Attrs,
  add,
  type Composite,
  compile,
  defineOp,
  dense,
  dropout,
  f32,
  f64,
  type Graph,
  graph,
  mean,
  mul,
  type NdArray,
  print,
  relu,
  sum,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { extend } from "../../../graph/extend.ts";
import { activateTraining } from "../../../src/train/activate-training.ts";
import { sgd } from "../../../src/train/sgd.ts";
import { trainStep } from "../../../src/train/train-step.ts";
import { thrown } from "../../graph/thrown.ts";

const counted = (network: Graph<any, any>): Graph =>
  extend(network, (_, g) => {
    g.parameter("step", [], { init: "zeros", dtype: "float64" });
    return {};
  });
const activated = (network: Graph<any, any>): Graph => activateTraining(counted(network), { counter: "step", seed: 5 });
/** A composite of one tensor that keeps its type. */
const compositeOf = (name: string, forms: Pick<Composite, "definition" | "training">): Composite =>
  defineOp<Attrs>({
    name,
    inputs: ["x"],
    attrs: {},
    infer: ([x]) => x,
    picture: { role: "function", label: name },
    notation: { text: ([x]) => x, latex: ([x]) => x },
    ...forms,
  });

describe("activateTraining", () => {
  it("writes dropout out under its own id, fed by the counter, its parts in its scope", () => {
    const network = graph({ X: f32("batch", 2) }, ({ X }) => ({ y: dropout(relu(X), { rate: 0.1 }) }));
    expect(print(activated(network))).toMatchInlineSnapshot(`
      "step = parameter zeros : float64[]
      X = input : float32[batch, 2]
      relu1 = relu(X) : float32[batch, 2]
      dropout1.randomUniform1 = randomUniform(step) {dtype: "float32", seed: 5, shape: ["batch", 2], stream: 0} : float32[batch, 2]  # scope "dropout1"
      constant1 = constant 0.9 : float32[]
      dropout1.sub1 = sub(constant1, dropout1.randomUniform1) : float32[batch, 2]  # scope "dropout1"
      dropout1.step1 = step(dropout1.sub1) : float32[batch, 2]  # scope "dropout1"
      dropout1.div1 = div(dropout1.step1, constant1) : float32[batch, 2]  # scope "dropout1"
      dropout1 = mul(relu1, dropout1.div1) : float32[batch, 2]  # scope "dropout1"
      output y = dropout1"
    `);
  });

  it("gives each dropout a stream of its own", () => {
    const network = graph({ x: f32(4) }, ({ x }) => ({ y: add(dropout(x, { rate: 0.5 }), dropout(x, { rate: 0.5 })) }));
    const streams = Object.values(activated(network).nodes).flatMap(({ op, attrs }) => (op === "randomUniform" ? [attrs.stream] : []));
    expect(streams).toEqual([0, 1]);
  });

  it("returns a graph without such ops as it is", () => {
    const network = counted(graph({ X: f32("batch", 2) }, ({ X }) => ({ y: relu(dense(X, { units: 2 })) })));
    expect(activateTraining(network, { counter: "step", seed: 0 })).toBe(network);
  });

  it("finds dropout inside a composite that has no derivative of its own", () => {
    const blockOp = compositeOf("block", { definition: ([x]) => mul(dropout(x, { rate: 0.5 }), 2) });
    const network = graph({ x: f32(4) }, ({ x }) => ({ y: apply(blockOp, [x]) }));
    expect(Object.keys(activated(network).nodes)).toContain("block1.dropout1.randomUniform1");
  });

  it("writes out what a training form is made of", () => {
    const noisyOp = compositeOf("noisy", { definition: ([x]) => x, training: ([x]) => dropout(x, { rate: 0.5 }) });
    const network = graph({ x: f32(4) }, ({ x }) => ({ y: apply(noisyOp, [x]) }));
    const ops = Object.values(activated(network).nodes).map(({ op }) => op);
    expect(ops).toContain("randomUniform");
    expect(ops).not.toContain("dropout");
  });

  it("refuses a training form that leads back to its own op", () => {
    const endlessOp: Composite = compositeOf("endless", { definition: ([x]) => x, training: ([x]) => apply(endlessOp, [x]) as AnyTensor });
    const network = graph({ x: f32(4) }, ({ x }) => ({ y: apply(endlessOp, [x]) }));
    expect(thrown(() => activated(network))).toMatchInlineSnapshot(`
      "GraphError endless-definition
      trainStep: training forms may nest 64 deep, got more; \`training\` must not lead back to its own op"
    `);
  });
});

describe("a training step with dropout", () => {
  /** The loss is Σ w · mask, so that its gradient is the mask. */
  const network = graph({}, (_, g) => {
    const w = g.parameter("w", [64], { init: "ones", dtype: "float64" });
    return { loss: sum(dropout(w, { rate: 0.25 })), w };
  });
  const make = (seed?: number) =>
    compile(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 1 }), ...(seed !== undefined && { seed }) }));
  const weights = (program: ReturnType<typeof make>): number[] => Array.from((program.parameters.w as NdArray).data);

  it("uses one mask forward and backward: w falls by the mask that the loss is the sum of", () => {
    const step = make();
    const { loss } = step.run({}, ["loss"]);
    const mask = weights(step).map((w) => 1 - w);
    expect(new Set(mask.map((m) => Math.round(m * 1e12) / 1e12))).toEqual(new Set([0, Math.round((4 / 3) * 1e12) / 1e12]));
    expect(mask.reduce((a, b) => a + b)).toBeCloseTo(loss?.item() as number, 10);
  });

  it("draws another mask in every step, and the same ones when the run is repeated with its seed", () => {
    const runs = [make(), make(), make(1)].map((step) => [0, 1, 2].map(() => step.run({}, ["loss"]).loss?.item()));
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).not.toEqual(runs[0]);
    expect(new Set(weights(make())).size).toBe(1);
  });

  it("goes on bit for bit where it was stopped, from its parameters alone", () => {
    const whole = make();
    for (let i = 0; i < 6; i++) whole.run({}, ["loss"]);
    const first = make();
    for (let i = 0; i < 3; i++) first.run({}, ["loss"]);
    const second = make();
    second.setParameters(first.parameters);
    for (let i = 0; i < 3; i++) second.run({}, ["loss"]);
    expect(weights(second)).toEqual(weights(whole));
  });

  it("drops nothing in the network itself", () => {
    expect(compile(network).run({}, ["loss"]).loss?.item()).toBe(64);
  });

  it("counts its steps and does not take the counter for a parameter to train", () => {
    const net = graph({ x: f64("batch", 2) }, ({ x }) => ({ loss: mean(dropout(dense(x, { units: 2 }), { rate: 0.5 })) }));
    const step = compile(trainStep(net, { minimize: "loss", optimizer: sgd() }));
    for (let i = 0; i < 3; i++) step.run({ x: [[1, 2]] }, ["loss"]);
    expect(Object.keys(step.parameters)).toEqual(["sgd.step", "dense1.weights", "dense1.biases"]);
    expect(step.parameters["sgd.step"]?.item()).toBe(3);
  });

  it("refuses a seed that is no 32-bit number", () => {
    expect(thrown(() => make(-1))).toMatchInlineSnapshot(`
      "OpError seed at dropout1.randomUniform1
      randomUniform: seed must be a whole number from 0 to 4294967295, got -1 (node "dropout1.randomUniform1"); correct seed"
    `);
  });
});
