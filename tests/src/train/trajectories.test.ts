import {
  adagrad,
  adam,
  argmaxAccuracy,
  type Backend,
  compile,
  crossentropy,
  dense,
  f32,
  f64,
  fit,
  graph,
  mul,
  type NdArray,
  type Optimizer,
  type Program,
  reference,
  relu,
  rmsprop,
  sgd,
  softmax,
  sum,
  trainStep,
  u8,
  wasm,
} from "dagrad";
import { describe, expect, test } from "vitest";
import { ndarray } from "../../book/book.ts";
import { differences } from "../../book/compare.ts";
import { type SpiralStart, type TrajectoryCase, training } from "../../train/training.ts";

/** The book's trainings, chapter 10, as NumPy ran them: tests/fixtures/training.json. */
const { T23, T28, T30 } = training.cases;

const backends: readonly Backend[] = [reference, wasm()];

const spiral64 = (float: typeof f32 | typeof f64) =>
  graph({ X: float("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 64 })), { units: 3 }));
    return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });

/** The parameters that the stored trainings start from; biases are stored as [1, units]. */
const startOf = ({ W1, b1, W2, b2 }: SpiralStart): Record<string, NdArray> => ({
  "dense1.weights": ndarray(W1),
  "dense1.biases": ndarray({ ...b1, shape: [64] }),
  "dense2.weights": ndarray(W2),
  "dense2.biases": ndarray({ ...b2, shape: [3] }),
});

interface Observed {
  readonly losses: Float64Array;
  readonly accuracies: Float64Array;
  readonly rates: Float64Array;
}

function trained(optimizer: Optimizer, precision: "f4" | "f8", epochs: number, backend: Backend = reference): Observed {
  const start = training.spiral[precision];
  const step = trainStep(spiral64(precision === "f4" ? f32 : f64), { minimize: "loss", optimizer });
  const program: Program<any, any> = compile(step, { parameters: startOf(start), backend });
  const feeds = { X: ndarray(start.X), y: ndarray(start.y) };
  const observed = { losses: new Float64Array(epochs), accuracies: new Float64Array(epochs), rates: new Float64Array(epochs) };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const outputs = program.run(feeds, ["loss", "accuracy", "learningRate"], { copy: false });
    observed.losses[epoch] = outputs.loss?.data[0] as number;
    observed.accuracies[epoch] = outputs.accuracy?.data[0] as number;
    observed.rates[epoch] = outputs.learningRate?.data[0] as number;
  }
  return observed;
}

describe.each([
  ["T23, SGD with rate 1", T23, () => sgd({ learningRate: 1 })],
  ["T28, Adam with rate 0.02 and decay 1e-5", T28, () => adam({ learningRate: 0.02, decay: 1e-5 })],
] as const)("the spiral 2-64-3 with %s", (_, { expected, inputs, tolerance }: TrajectoryCase, optimizer) => {
  test("float32 on the reference: the loss of every stored epoch is NumPy's to the last bit, over all 10,001 epochs", () => {
    const { losses, accuracies, rates } = trained(optimizer(), "f4", inputs.epochs);
    const { losses_first_200: first, every100 } = expected.f4;
    expect([...losses.subarray(0, 200)]).toEqual(first);
    expect(every100.map(([epoch]) => [epoch, losses[epoch]])).toEqual(every100.map(([epoch, , loss]) => [epoch, loss]));
    expect(every100.map(([epoch]) => accuracies[epoch])).toEqual(every100.map(([, accuracy]) => accuracy));
    // The book prints the rate of the step before, and of none at first.
    const ratesBefore = every100.map(([epoch]) => rates[Math.max(0, epoch - 1)]);
    expect(
      ratesBefore.map((rate, i) => Math.abs((rate as number) / (every100[i]?.[3] as number) - 1)).filter((off) => off > 1e-15),
    ).toEqual([]);
  }, 180_000);

  test("float32 on the engine: the losses are NumPy's within 1e-5 as long as NumPy's own in float32 and float64 agree so far", () => {
    const [single, double] = [expected.f4.losses_first_200, expected.f8.losses_first_200];
    const apart = single.findIndex((loss, i) => Math.abs(loss - (double[i] as number)) > 1e-5);
    const steps = apart < 0 ? single.length : apart;
    expect(steps).toBeGreaterThan(20);
    const { losses } = trained(optimizer(), "f4", steps, wasm());
    expect(differences([...losses], single.slice(0, steps), { abs: 1e-5 })).toEqual([]);
  });

  test.each(backends)("float64 on $name: the losses of the first 100 steps are NumPy's within 1e-9", (backend) => {
    const { abs_loss, steps } = tolerance.f8;
    expect([abs_loss, steps]).toEqual([1e-9, 100]);
    const { losses } = trained(optimizer(), "f8", steps, backend);
    expect(differences([...losses], expected.f8.losses_first_200.slice(0, steps), { abs: abs_loss })).toEqual([]);
  });

  test.each(backends)("float64 on $name: the parameters after 1, 10 and 100 steps are NumPy's within 1e-9", (backend) => {
    const start = training.spiral.f8;
    const program: Program<any, any> = compile(trainStep(spiral64(f64), { minimize: "loss", optimizer: optimizer() }), {
      parameters: startOf(start),
      backend,
    });
    const feeds = { X: ndarray(start.X), y: ndarray(start.y) };
    for (let done = 1; done <= 100; done++) {
      program.run(feeds, ["loss"], { copy: false });
      const stored = expected.f8.snapshots[String(done)];
      if (stored === undefined) continue;
      const { "dense1.weights": W1, "dense1.biases": b1, "dense2.weights": W2, "dense2.biases": b2 } = program.parameters;
      const wanted = { ...stored, b1: { ...stored.b1, shape: [64] }, b2: { ...stored.b2, shape: [3] } };
      expect(differences({ W1, b1, W2, b2 }, wanted, { abs: 1e-9 })).toEqual([]);
    }
  });

  test("float32 on the reference: fit gives the same losses as the bare steps, for 50 epochs of one batch", async () => {
    const start = training.spiral.f4;
    const data = { X: ndarray(start.X), y: ndarray(start.y) };
    const options = {
      data,
      minimize: "loss",
      optimizer: optimizer(),
      epochs: 50,
      batchSize: 300,
      shuffle: false,
      initial: startOf(start),
      backend: reference,
    } as const;
    const losses: number[] = [];
    for await (const { metrics } of fit(spiral64(f32), options)) losses.push(metrics.loss);
    expect(losses).toEqual(expected.f4.losses_first_200.slice(0, 50));
  });
});

describe("T30: steps of every optimiser on Σ a w² ÷ 2, where a gradient of 0 must leave w at 0", () => {
  const optimizers: Readonly<Record<string, () => Optimizer>> = {
    "SGD lr=.1 decay=.5": () => sgd({ learningRate: 0.1, decay: 0.5 }),
    "SGD lr=.1 momentum=.9": () => sgd({ learningRate: 0.1, momentum: 0.9 }),
    "Adagrad lr=1": () => adagrad({ learningRate: 1 }),
    "RMSprop lr=.01 rho=.9": () => rmsprop({ learningRate: 0.01, rho: 0.9 }),
    "Adam lr=.001": () => adam(),
    "Adam lr=.05 decay=.1": () => adam({ learningRate: 0.05, decay: 0.1 }),
  };
  const cases = Object.entries(T30.expected).flatMap(([name, path]) =>
    backends.map((backend) => [name, backend.name, path, backend] as const),
  );
  test.each(cases)("%s on %s, within the tolerance of the case", (name, _, path, backend) => {
    const { w0, a } = T30.inputs;
    const network = graph({}, (_, g) => {
      const w = g.parameter("w", [3], { init: [...w0], dtype: "float64" });
      return { loss: sum(mul(mul(0.5, g.constant([...a], { dtype: "float64" })), mul(w, w))) };
    });
    const optimizer = optimizers[name];
    if (optimizer === undefined) throw new Error(`no optimizer for ${name}`);
    const program: Program<any, any> = compile(trainStep(network, { minimize: "loss", optimizer: optimizer() }), { backend });
    const found = path.map(() => {
      const lr = program.run({}, ["learningRate"]).learningRate?.item();
      return { lr, w: program.parameters.w };
    });
    expect(differences(found, path, T30.tolerance)).toEqual([]);
  });
});
