import { describe, expect, it } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, u8 } from "../../graph/input.ts";
import { array, type NdArray } from "../../graph/ndarray.ts";
import type { Composite, Operands } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { mul, sum } from "../../ops/index.ts";
import { dropout, dropoutOp } from "../../ops/layers/dropout.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { compile } from "../../src/run/compile.ts";
import { sgd } from "../../src/train/sgd.ts";
import { trainStep } from "../../src/train/train-step.ts";
import { thrown } from "../graph/thrown.ts";
import { runFormula } from "./run-kernel.ts";

const { training: inTraining } = dropoutOp as Composite<any> & Required<Pick<Composite, "training">>;

/** It updates no parameter. */
const nothingElse = { isFixed: () => true, update: () => expect.unreachable() };

/** What dropout becomes in the training step after `counter` others. */
const training = (x: NdArray, rate: number, counter = 0, site = { seed: 0, stream: 0 }): number[] =>
  Array.from(
    runFormula(
      (x, n) => inTraining([x] as unknown as Operands<typeof x>, { rate }, { counter: n as typeof x, ...site, ...nothingElse }) as typeof x,
      [x, array(counter)],
    ).data,
  );
const ones = (count: number, dtype: "float32" | "float64" = "float32"): NdArray => array(new Array<number>(count).fill(1), dtype);

describe("dropout(x, { rate })", () => {
  it("is x itself in a plain graph", () => {
    const x = array([1, -0, NaN, Infinity]);
    expect([...runFormula((x) => dropout(x, { rate: 0.5 }), [x]).data]).toEqual([1, -0, NaN, Infinity]);
  });

  it("sets elements to 0 and divides the others by 1 − rate in training, rounded as in NumPy (NNFS ch. 15)", () => {
    expect(new Set(training(ones(100), 0.2))).toEqual(new Set([0, Math.fround(1 / Math.fround(0.8))]));
    expect(new Set(training(ones(100, "float64"), 0.2))).toEqual(new Set([0, 1.25]));
  });

  it("drops the share it is told: of 100,000 within 4 standard errors, and keeps the mean of x", () => {
    for (const rate of [0.1, 0.5, 0.9]) {
      const kept = training(ones(100_000, "float64"), rate);
      const dropped = kept.filter((x) => x === 0).length / kept.length;
      expect(Math.abs(dropped - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / kept.length));
    }
  });

  it("drops others in the next step, in another stream and with another seed, and the same when a step is repeated", () => {
    const first = training(ones(64), 0.5);
    expect(training(ones(64), 0.5)).toEqual(first);
    expect(training(ones(64), 0.5, 1)).not.toEqual(first);
    expect(training(ones(64), 0.5, 0, { seed: 1, stream: 0 })).not.toEqual(first);
    expect(training(ones(64), 0.5, 0, { seed: 0, stream: 1 })).not.toEqual(first);
  });

  it("drops nothing at rate 0", () => {
    expect(training(ones(5), 0)).toEqual([1, 1, 1, 1, 1]);
  });

  it("refuses a rate that is not in [0, 1)", () => {
    expect(thrown(() => runFormula((x) => dropout(x, { rate: 1 }), [array([1])]))).toMatchInlineSnapshot(`
      "OpError rate at dropout1
      dropout: rate must be at least 0 and below 1, got 1 (node "dropout1"); give the share that is dropped"
    `);
    expect(thrown(() => runFormula((x) => dropout(x, { rate: -0.1 }), [array([1])]))).toMatchInlineSnapshot(`
      "OpError rate at dropout1
      dropout: rate must be at least 0 and below 1, got -0.1 (node "dropout1"); give the share that is dropped"
    `);
    expect(thrown(() => runFormula((x) => dropout(x, { rate: Number.NaN }), [array([1])]))).toMatchInlineSnapshot(`
      "OpError rate at dropout1
      dropout: rate must be at least 0 and below 1, got NaN (node "dropout1"); give the share that is dropped"
    `);
  });

  it("takes a given mask in training, to the bit as the book's x · binomial ÷ (1 − rate), and is x outside of it", () => {
    const w = [0.27, -1.03, 0.67, 0.99, 0.05];
    const mask = [1, 0, 1, 1, 0];
    const network = graph({ m: u8(5) }, ({ m }, g) => {
      const y = dropout(g.parameter("w", [5], { init: w, dtype: "float64" }), { rate: 0.3, mask: m });
      return { y, loss: sum(y) };
    });
    expect(compile(network, { backend: reference }).run({ m: mask }, ["y"]).y.tolist()).toEqual(w);
    const rate = 0.5;
    const step = compile(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: rate }) }), { backend: reference });
    const factors = mask.map((one) => one / (1 - 0.3));
    expect(step.run({ m: mask }, ["y"]).y.tolist()).toEqual(w.map((x, i) => x * (factors[i] as number)));
    // What is dropped has no gradient.
    expect(step.parameters.w?.tolist()).toEqual(w.map((x, i) => x - rate * (factors[i] as number)));
  });

  it("takes a mask that broadcasts, as a constant, and draws nothing then", () => {
    const network = graph({ x: f32("batch", 2) }, ({ x }, g) => {
      const w = g.parameter("w", [2], { init: "ones" });
      const y = dropout(mul(x, w), { rate: 0.5, mask: [1, 0] });
      return { y, loss: sum(y) };
    });
    const stepped = trainStep(network, { minimize: "loss", optimizer: sgd() });
    expect(Object.values(stepped.nodes).map(({ op }) => op)).not.toContain("randomUniform");
    expect(
      compile(stepped)
        .run(
          {
            x: [
              [1, 2],
              [3, 4],
            ],
          },
          ["y"],
        )
        .y.tolist(),
    ).toEqual([
      [2, 0],
      [6, 0],
    ]);
  });

  it("refuses a mask that does not broadcast to x", () => {
    const refused = thrown(() =>
      graph({ x: f32("batch", 2) }, ({ x }) => ({ y: dropout(x, { rate: 0.5, mask: [[1], [0]] as never }) as Tensor })),
    );
    expect(refused).toMatchInlineSnapshot(`
      "OpError broadcast at dropout1
      dropout: mask must broadcast to x, [batch, 2], got float32[2, 1] (node "dropout1"); give one number for each element of x"
    `);
  });
});
