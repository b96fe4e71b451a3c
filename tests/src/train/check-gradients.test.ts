import {
  add,
  checkGradients,
  compile,
  crossentropy,
  defineOp,
  dense,
  dropout,
  f32,
  f64,
  type GradientCheck,
  graph,
  mean,
  mul,
  NdArray,
  printGradientCheck,
  relu,
  softmax,
  sum,
  u8,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { sgd } from "../../../src/train/sgd.ts";
import { trainStep } from "../../../src/train/train-step.ts";
import { ndarray } from "../../book/book.ts";
import { thrown } from "../../graph/thrown.ts";
import { op } from "../../graph/untyped-ops.ts";
import { training } from "../../train/training.ts";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const scores = dense(relu(dense(X, { units: 4, init: { randn: 1 } })), { units: 3, init: { randn: 1 } });
  return { loss: crossentropy(softmax(scores), y), scores };
});
const feeds = {
  X: [
    [0.5, -1],
    [2, 0.25],
    [-1.5, 1],
  ],
  y: [0, 2, 1],
};

/** x², whose derivative is said to be 3 x. */
const wrongSquareOp = defineOp({
  name: "wrongSquare",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  picture: { role: "function", label: "x²" },
  notation: { text: ([x]) => x, latex: ([x]) => x },
  definition: ([x]) => mul(x, x),
  vjp: (dy, [x]) => [() => mul(dy, mul(3, x))],
});
const wrong = graph({}, (_, g) => {
  const v = g.parameter("v", [2], { init: [1, 2], dtype: "float64" });
  const w = g.parameter("w", [2, 2], {
    init: [
      [0, 0],
      [0, 2],
    ],
    dtype: "float64",
  });
  return { loss: add(sum(mul(v, v)), sum(apply(wrongSquareOp, [w]) as typeof w)) };
});
const wrongCheck = (): GradientCheck => checkGradients(wrong, {}, { of: "loss" });

describe("checkGradients", () => {
  it("passes a float32 network within 1e-6, every element of every parameter, on a float64 copy", () => {
    const check = checkGradients(network, feeds, { of: "loss" });
    expect(check.ok).toBe(true);
    expect(check.tensors.map(({ id, checked, kinks }) => [id, checked, kinks])).toEqual([
      ["dense1.weights", 8, 0],
      ["dense1.biases", 4, 0],
      ["dense2.weights", 12, 0],
      ["dense2.biases", 3, 0],
    ]);
    for (const { error } of check.tensors) expect(error).toBeLessThan(1e-6);
  });

  it("passes the spiral network of the book, 2-64-3, on its 300 points, but for biases at the kink of relu (X = 0)", () => {
    const { X, y, W1, b1, W2, b2 } = training.spiral.f4;
    const spiral = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
      const layer = (i: number, weights: typeof W1, biases: typeof b1) => ({
        weights: g.parameter(`W${i}`, weights.shape, { init: ndarray(weights) }),
        biases: g.parameter(`b${i}`, biases.shape, { init: ndarray(biases) }),
      });
      const hidden = op.relu(op.dense(X, layer(1, W1, b1)));
      return { loss: op.crossentropy(op.softmax(op.dense(hidden, layer(2, W2, b2))), y) };
    });
    const check = checkGradients(spiral, { X: ndarray(X), y: ndarray(y) }, { of: "loss", elements: 24 });
    expect(printGradientCheck(check).split("\n")[0]).toContain("agree with central differences within 1e-6");
    const checked = Object.fromEntries(check.tensors.map((tensor) => [tensor.id, tensor.checked]));
    expect(checked.W1).toBeGreaterThan(12);
    expect(checked.W2).toBe(24);
    expect(checked.b2).toBe(3);
  });

  it("finds a derivative that is wrong, and says where and by how much", () => {
    const { ok, tensors } = wrongCheck();
    expect(ok).toBe(false);
    expect(tensors[0]).toMatchObject({ id: "v", checked: 2, error: expect.closeTo(0, 9) });
    expect(tensors[1]).toMatchObject({ id: "w", checked: 4, index: [1, 1], gradient: 6, error: expect.closeTo(1 / 3, 9) });
    expect(tensors[1]?.difference).toBeCloseTo(4, 9);
  });

  it("differentiates by inputs too, fed as lists, typed arrays or NdArrays, which it leaves as they are", () => {
    const typed = Float32Array.from(feeds.X.flat());
    const given = new NdArray(typed.slice(), [3, 2], "float32");
    const reports = [feeds.X, typed, given].map((X) => checkGradients(network, { ...feeds, X }, { of: "loss", with: ["X"] }));
    for (const { ok, tensors } of reports) expect([ok, tensors[0]?.checked]).toEqual([true, 6]);
    expect([...typed]).toEqual(feeds.X.flat());
    expect([...given.data]).toEqual(feeds.X.flat());
  });

  it("moves integers that are fed to a float input by fractions, too", () => {
    const whole = [1, -2, 3, 0, 5, -1];
    const forms = [Int8Array.from(whole), BigInt64Array.from(whole, BigInt), new NdArray(Int32Array.from(whole), [3, 2], "int32")];
    for (const X of forms) {
      const { ok, tensors } = checkGradients(network, { ...feeds, X }, { of: "loss", with: ["X"] });
      expect([ok, tensors[0]?.checked, Number(tensors[0]?.error) < 1e-6]).toEqual([true, 6, true]);
    }
  });

  it("takes a program with its parameters, changes none of them and updates nothing", () => {
    const step = compile(trainStep(network, { minimize: "loss", optimizer: sgd() }));
    const before = step.parameters;
    const check = checkGradients(step, feeds, { of: "loss", with: ["dense1.weights"] });
    expect(check.ok).toBe(true);
    expect(step.parameters).toEqual(before);
    const { "sgd.step": _, ...values } = before;
    expect(check.value).toBeCloseTo(compile(network, { parameters: values }).run(feeds, ["loss"]).loss?.item() as number, 5);
  });

  it("checks as many elements as it is told, spread evenly", () => {
    const sizes = checkGradients(network, feeds, { of: "loss", elements: 3 }).tensors.map(({ checked }) => checked);
    expect(sizes).toEqual([3, 3, 3, 3]);
  });

  it("counts elements at kinks and leaves them out; where nothing else is left it does not pass", () => {
    const kinked = graph({ x: f64(3) }, ({ x }) => ({ loss: sum(relu(x)) }));
    const some = checkGradients(kinked, { x: [0, -1, 2] }, { of: "loss", with: ["x"] });
    expect([some.ok, some.tensors[0]?.checked, some.tensors[0]?.kinks]).toEqual([true, 2, 1]);
    const none = checkGradients(kinked, { x: [0, 0, 0] }, { of: "loss", with: ["x"] });
    expect([none.ok, none.tensors[0]?.checked]).toEqual([false, 0]);
  });

  it("does not pass a gradient or a loss that is NaN", () => {
    const broken = graph({ x: f64(2) }, ({ x }) => ({ loss: sum(mul(x, Number.NaN)) }));
    expect(checkGradients(broken, { x: [1, 2] }, { of: "loss", with: ["x"] }).ok).toBe(false);
  });

  it("leaves dropout off", () => {
    const dropped = graph({ x: f32(4) }, ({ x }) => ({ loss: sum(dropout(x, { rate: 0.5 })) }));
    const { ok, tensors } = checkGradients(dropped, { x: [1, 2, 3, 4] }, { of: "loss", with: ["x"] });
    expect([ok, tensors[0]?.gradient]).toEqual([true, 1]);
  });

  it("refuses tensors that it cannot vary", () => {
    expect(thrown(() => checkGradients(network, feeds, { of: "loss", with: ["relu1"] }))).toMatchInlineSnapshot(`
      "GraphError not-a-variable at relu1
      checkGradients: with must name parameters and float inputs, got a float32 relu (node "relu1"); name what it is made of"
    `);
    expect(thrown(() => checkGradients(network, feeds, { of: "loss", with: ["y"] }))).toMatchInlineSnapshot(`
      "GraphError not-a-variable at y
      checkGradients: with must name parameters and float inputs, got a uint8 input (node "y"); name what it is made of"
    `);
    expect(thrown(() => checkGradients(network, feeds, { of: "scores" }))).toMatchInlineSnapshot(`
      "GraphError not-a-scalar at dense2
      gradients: "scores" must be a float scalar, got float32[batch, 3] (node "dense2"); take its mean or sum first"
    `);
    expect(thrown(() => checkGradients(network, { X: feeds.X }, { of: "loss" }))).toMatchInlineSnapshot(`
      "FeedError missing-feed at y
      run: input "y" uint8[batch] must be fed, got nothing (node "y"); pass { y: … } or fetch outputs that do not need it"
    `);
  });
});

describe("printGradientCheck", () => {
  it("writes one line per tensor, and marks those that differ", () => {
    const { tensors, ...check } = wrongCheck();
    // Errors of correct gradients are rounding, which is not worth a snapshot.
    const tidy = tensors.map((tensor) => ({ ...tensor, error: Math.round(tensor.error * 1e6) / 1e6 }));
    expect(printGradientCheck({ ...check, tensors: tidy })).toMatchInlineSnapshot(`
      "gradients of loss = 9 do not agree with central differences within 1e-6
        v [2]      2 checked   0.0e+0 at [0]: 2 against 2
        w [2, 2]   4 checked   3.3e-1 at [1, 1]: 6 against 4  ← differs"
    `);
  });

  it("says how many elements stand at kinks", () => {
    const kinked = graph({ x: f64(2) }, ({ x }) => ({ loss: mean(relu(x)) }));
    expect(printGradientCheck(checkGradients(kinked, { x: [0, 0] }, { of: "loss", with: ["x"] }))).toMatchInlineSnapshot(`
      "gradients of loss = 0 do not agree with central differences within 1e-6
        x [2]   0 checked, 2 at kinks"
    `);
  });
});
