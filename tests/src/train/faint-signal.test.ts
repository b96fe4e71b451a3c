import {
  adam,
  crossentropy,
  dense,
  type FitOptions,
  f32,
  fit,
  type Graph,
  graph,
  type Initializer,
  meanSquaredError,
  type NdArray,
  random,
  relu,
  sgd,
  sigmoid,
  softmax,
  spiralData,
  tanh,
  u8,
} from "dagrad";
import { describe, expect, test, vi } from "vitest";
import * as logistic from "../../../examples/binary-logistic-regression.ts";
import * as digits from "../../../examples/digits.ts";
import * as regularisation from "../../../examples/regularisation.ts";
import * as sine from "../../../examples/sine-regression.ts";
import * as spiral from "../../../examples/spiral.ts";

const data = { ...spiralData(100, 3, { random: random(0) }) };
const units = { relu, sigmoid, tanh };

interface Shape {
  readonly unit: keyof typeof units;
  readonly width: number;
  readonly init: Initializer;
  readonly depth: number;
}

/** So many hidden layers for the spiral, all of one width and one initialiser. */
const deep = ({ unit, width, init, depth }: Shape) =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    let hidden = units[unit](dense(X, { units: width, init }));
    for (let i = 1; i < depth; i++) hidden = units[unit](dense(hidden, { units: width, init }));
    return { loss: crossentropy(softmax(dense(hidden, { units: 3, init })), y) };
  });

/** What is said of a training, and what it comes to. */
async function heard(network: Graph<any, any>, given: Partial<FitOptions> = {}) {
  const notices: string[] = [];
  const history = await fit(network, {
    minimize: "loss",
    optimizer: adam({ learningRate: 0.005 }),
    data,
    random: random(3),
    notices: (text) => notices.push(text),
    ...given,
  } as FitOptions);
  return { notices, history, least: Math.min(...history.epochs.map(({ metrics }) => metrics.loss as number)) };
}

const small: Initializer = { randn: 0.01 };

describe("what fit says of a network is what training it shows", () => {
  const inits: Readonly<Record<keyof typeof units, readonly Initializer[]>> = {
    relu: [small, { randn: 0.05 }, "heNormal"],
    sigmoid: [small, { randn: 0.1 }, "glorotUniform"],
    tanh: [small, "glorotUniform"],
  };
  const shapes = (unit: keyof typeof units, width: number): Shape[] =>
    inits[unit].flatMap((init) => [1, 2, 3, 4, 5, 6].map((depth) => ({ unit, width, init, depth })));

  test.each([
    ["relu", 8],
    ["relu", 32],
    ["sigmoid", 32],
    ["tanh", 32],
  ] as const)(
    "%s, %i wide, one to six hidden layers: silent where the loss falls below 1.03 in 60 epochs, said where it stays within 2e-4 of ln 3",
    async (unit, width) => {
      const results = [];
      for (const shape of shapes(unit, width)) {
        const { notices, least } = await heard(deep(shape), { epochs: 60 });
        results.push({ ...shape, said: notices.length, least });
      }
      expect(results.filter(({ said, least }) => said > 0 && least < 1.03)).toEqual([]);
      expect(results.filter(({ said, least }) => said !== 1 && Math.abs(least - Math.log(3)) < 2e-4)).toEqual([]);
      // Both sides are there.
      expect(results.filter(({ said }) => said > 0).length).toBeGreaterThanOrEqual(2);
      expect(results.filter(({ said }) => said === 0).length).toBeGreaterThanOrEqual(8);
    },
  );

  test("two hidden layers of the book's 0.01 · randn are not told of, four are, at any width from 8 to 128", async () => {
    const said = async (depth: number, width: number) =>
      (await heard(deep({ unit: "relu", width, init: small, depth }), { epochs: 1 })).notices.length;
    for (const width of [8, 16, 64, 128]) expect([await said(2, width), await said(4, width)]).toEqual([0, 1]);
  });
});

describe("the notice", () => {
  const four = () => deep({ unit: "relu", width: 32, init: small, depth: 4 });

  test("names the layers, how small the signal is, and what to write", async () => {
    const { notices } = await heard(four(), { epochs: 3 });
    expect(notices).toMatchInlineSnapshot(`
      [
        "fit: hardly a signal comes through: rows enter "dense1" 0.4 apart, "dense2" 0.0051, "dense3" 3.2e-4, "dense4" 2.0e-5, "dense5" 6.8e-7, and weights are taught 1.7e-6 of what those of one layer would be; start from weights that keep its size: graph(inputs, build, { init: "heNormal" }) for relu, "glorotUniform" for sigmoid and tanh",
      ]
    `);
    const { notices: many } = await heard(deep({ unit: "relu", width: 8, init: small, depth: 9 }), { epochs: 1 });
    expect(many).toMatchInlineSnapshot(`
      [
        "fit: hardly a signal comes through: rows enter "dense1" 0.4 apart, "dense2" 0.0031, "dense3" 4.4e-5, "dense4" 8.2e-7, "dense5" 1.0e-8 … "dense10" 0, and weights are taught 3.2e-18 of what those of one layer would be; units give 0 for every row: lower the learning rate, or start from weights that keep its size: graph(inputs, build, { init: "heNormal" }) for relu, "glorotUniform" for sigmoid and tanh",
      ]
    `);
  });

  test("goes to the console once a training, and can be silenced", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const training = { minimize: "loss", optimizer: adam(), data, epochs: 3 } as const;
    await fit(four(), { ...training, notices: false });
    expect(warned).not.toHaveBeenCalled();
    await fit(four(), training);
    expect(warned.mock.calls).toEqual([[expect.stringMatching(/^dagrad: fit: hardly a signal comes through: /)]]);
    warned.mockRestore();
  });

  test("changes no bit of the training", async () => {
    const bits = ({ step }: { readonly step: { readonly parameters: Record<string, NdArray> } }) =>
      Object.entries(step.parameters).map(([id, array]) => [id, [...array.data]]);
    for (const network of [four(), deep({ unit: "relu", width: 8, init: "heNormal", depth: 2 })]) {
      const silent = await heard(network, { epochs: 3, notices: false });
      const told = await heard(network, { epochs: 3 });
      expect(bits(told.history)).toEqual(bits(silent.history));
    }
  });

  test("is of a stream of batches, too, and not of a training that goes on from a checkpoint", async () => {
    const stream = () => [{ X: data.X, y: data.y }];
    expect((await heard(four(), { data: stream, epochs: 2 })).notices).toHaveLength(1);
    const first = fit(four(), { minimize: "loss", optimizer: adam(), data, epochs: 1, notices: false });
    await first;
    expect((await heard(four(), { optimizer: adam(), epochs: 2, from: first.checkpoint() })).notices).toEqual([]);
  });

  test("is of units that give 0 for every row", async () => {
    const dead = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
      const biases = g.parameter("low", [16], { init: Array<number>(16).fill(-5) });
      const weights = g.parameter("weights", [2, 16], { init: small });
      const hidden = relu(dense(X, { weights, biases, name: "hidden" }));
      return { loss: crossentropy(softmax(dense(hidden, { units: 3, init: "heNormal", name: "out" })), y) };
    });
    const { notices, least } = await heard(dead, { epochs: 5 });
    expect(notices).toMatchInlineSnapshot(`
      [
        "fit: hardly a signal comes through: rows enter "hidden" 0.4 apart, "out" 0, and weights are taught 0 of what those of one layer would be; units give 0 for every row: lower the learning rate, or start from weights that keep its size: graph(inputs, build, { init: "heNormal" }) for relu, "glorotUniform" for sigmoid and tanh",
      ]
    `);
    expect(least).toBeGreaterThan(1.09);
  });

  test("is of an output that is saturated for every row", async () => {
    const X = Array.from({ length: 20 }, (_, i) => [i + 1]);
    const y = X.map(() => [0]);
    const saturated = graph({ X: f32("batch", 1), y: f32("batch", 1) }, ({ X: x, y: t }, g) => {
      const weights = g.parameter("w", [1, 1], { init: [[100]] });
      return { loss: meanSquaredError(sigmoid(dense(x, { weights, biases: g.parameter("b", [1], { init: "zeros" }), name: "out" })), t) };
    });
    const { notices, history } = await heard(saturated, { data: { X, y } as never, optimizer: sgd(), epochs: 3 });
    expect(history.epochs.map(({ metrics }) => metrics.loss)).toEqual([1, 1, 1]);
    expect(notices).toMatchInlineSnapshot(`
      [
        "fit: no gradient comes back to "out": what is behind gives the same whatever they give, as saturated or dead units do; lower the learning rate or start from smaller weights",
      ]
    `);
  });
});

describe("nothing is said", () => {
  test.each([
    ["spiral", spiral],
    ["sine-regression", sine],
    ["binary-logistic-regression", logistic],
    ["regularisation", regularisation],
    ["digits", digits],
  ] as const)("of the example %s", async (_, { default: network, training }) => {
    const { notices } = await heard(network as Graph<any, any>, { ...(training() as object), epochs: 1 });
    expect(notices).toEqual([]);
  });

  test("of weights that begin at zero in one layer, which learn; of two such layers it is", async () => {
    const zeros = (layers: number) =>
      graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
        const hidden = layers > 1 ? dense(X, { units: 8, init: "zeros" }) : X;
        return { loss: crossentropy(softmax(dense(hidden, { units: 3, init: "zeros" })), y) };
      });
    expect((await heard(zeros(1))).notices).toEqual([]);
    expect((await heard(zeros(2))).notices).toHaveLength(1);
    const last = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => ({
      loss: crossentropy(softmax(dense(relu(dense(X, { units: 32, init: "heNormal" })), { units: 3, init: "zeros" })), y),
    }));
    expect((await heard(last)).notices).toEqual([]);
  });

  test("of a second branch that learns nothing beside one that learns, nor of frozen layers", async () => {
    const branches = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
      let faint = relu(dense(X, { units: 8, init: small }));
      for (let i = 1; i < 5; i++) faint = relu(dense(faint, { units: 8, init: small }));
      return {
        loss: crossentropy(softmax(dense(relu(dense(X, { units: 8 })), { units: 3 })), y),
        other: crossentropy(softmax(dense(faint, { units: 3 })), y),
      };
    });
    expect((await heard(branches)).notices).toEqual([]);
    const frozen = deep({ unit: "relu", width: 16, init: "heNormal", depth: 5 });
    expect((await heard(frozen, { freeze: ["dense1.*", "dense2.*", "dense3.*"] })).notices).toEqual([]);
  });

  test("of data whose rows are all alike, of one row, and of a network without rows", async () => {
    const four = deep({ unit: "relu", width: 8, init: small, depth: 4 });
    expect(
      (
        await heard(four, {
          data: {
            X: [
              [1, 2],
              [1, 2],
            ],
            y: [0, 0],
          } as never,
          epochs: 1,
        })
      ).notices,
    ).toEqual([]);
    expect((await heard(four, { data: { X: [[1, 2]], y: [0] } as never, epochs: 1 })).notices).toEqual([]);
    const fixed = graph({ X: f32(4, 2), y: u8(4) }, ({ X, y }) => ({ loss: crossentropy(softmax(dense(X, { units: 3 })), y) }));
    expect((await heard(fixed, { data: { X: data.X.data.slice(0, 8), y: [0, 1, 2, 0] } as never, epochs: 1 })).notices).toEqual([]);
  });
});
