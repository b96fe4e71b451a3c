import {
  adam,
  apply,
  argmaxAccuracy,
  type Backend,
  crossentropy,
  defineOp,
  dense,
  evaluate,
  f32,
  fit,
  graph,
  mean,
  meanSquaredError,
  random,
  reference,
  relu,
  sgd,
  softmax,
  sqrt,
  type Tensor,
  u8,
  verticalData,
  wasm,
} from "dagrad";
import { describe, expect, test } from "vitest";

const backends: readonly Backend[] = [reference, wasm()];
const data = { ...verticalData(100, 3, { random: random(0) }) };

const classifier = <N extends string>(called: N) =>
  graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 8 })), { units: 3 }));
    return { objective: crossentropy(p, y), [called]: argmaxAccuracy(p, y) } as Record<N | "objective", Tensor<[], any, "X" | "y">>;
  });

describe.each(backends)("the direction of a metric, on $name", (backend) => {
  test.each(["accuracy", "acc", "hits", "f1", "loss"])(
    "an accuracy called %s goes up: the best of all epochs seen is kept",
    async (called) => {
      const training = fit(classifier(called), {
        minimize: "objective",
        optimizer: adam({ learningRate: 0.02 }),
        data,
        validation: data,
        epochs: 12,
        earlyStopping: { metric: `validation.${called}`, patience: 5 },
        restoreBest: true,
        seed: 1,
        backend,
      });
      const seen: number[] = [];
      for await (const { validation } of training) seen.push(validation?.[called] as number);
      expect((await evaluate(training.network, data))[called]).toBe(Math.max(...seen));
      expect(Math.max(...seen)).toBeGreaterThan(Math.min(...seen));
    },
  );

  test("a loss called accuracy goes down, and so does what is minimised, whatever makes it", async () => {
    const line = graph({ x: f32("batch", 1), y: f32("batch", 1) }, ({ x, y }) => {
      const p = dense(x, { units: 1, init: "zeros" });
      return { accuracy: meanSquaredError(p, y), root: sqrt(meanSquaredError(p, y)) };
    });
    const columns = { x: [[1], [2], [3]], y: [[2], [4], [6]] };
    for (const metric of ["accuracy", "root", "validation.root"] as const) {
      const settings = {
        minimize: "root",
        optimizer: sgd({ learningRate: 0.1 }),
        data: columns,
        validation: columns,
        epochs: 6,
        backend,
      } as const;
      const training = fit(line, { ...settings, earlyStopping: { metric, patience: 1 } });
      const seen: number[] = [];
      for await (const { metrics } of training) seen.push(metrics.accuracy);
      expect(seen.length, metric).toBe(6);
      expect(seen.at(-1)).toBeLessThan(seen[0] as number);
    }
  });
});

const line = () =>
  graph({ x: f32("batch", 1), y: f32("batch", 1) }, ({ x, y }) => {
    const p = dense(x, { units: 1 });
    return { loss: meanSquaredError(p, y), accuracy: mean(p) };
  });
const settings = { minimize: "loss", optimizer: sgd(), data: { x: [[1]], y: [[1]] }, epochs: 2 } as const;

describe("where the graph does not tell the direction", () => {
  test("mode is demanded, whatever the name", () => {
    expect(() => fit(line(), { ...settings, earlyStopping: { metric: "accuracy" } })).toThrowErrorMatchingInlineSnapshot(
      `[OpError: fit: earlyStopping.mode must say which values of "accuracy" are better, as its op does not, got none; write mode: "max" where larger values are better, mode: "min" where smaller ones are]`,
    );
    expect(() =>
      fit(line(), { ...settings, earlyStopping: { metric: "accuracy", mode: "up" as "max" } }),
    ).toThrowErrorMatchingInlineSnapshot(`[OpError: fit: earlyStopping.mode must be "min" or "max", got "up"; correct earlyStopping.mode]`);
  });

  test("mode decides, also against the op", async () => {
    for (const mode of ["min", "max"] as const)
      expect(fit(line(), { ...settings, earlyStopping: { metric: "accuracy", mode } })).toBeDefined();
    const training = fit(line(), {
      ...settings,
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 9,
      earlyStopping: { metric: "loss", patience: 2, mode: "max" },
    });
    let epochs = 0;
    for await (const { epoch } of training) epochs = epoch;
    expect(epochs).toBe(3);
  });

  test("an op of one's own says it", () => {
    const agreementOp = defineOp({
      name: "agreement",
      inputs: ["p"],
      attrs: {},
      better: "higher",
      infer: ([p]) => ({ shape: [], dtype: p.dtype }),
      definition: ([p]) => mean(p),
    });
    const network = graph({ x: f32("batch", 1), y: f32("batch", 1) }, ({ x, y }) => {
      const p = dense(x, { units: 1 });
      return { loss: meanSquaredError(p, y), f1: apply(agreementOp, [p]) as Tensor<[], "float32", "x"> };
    });
    expect(fit(network, { ...settings, earlyStopping: { metric: "f1" } })).toBeDefined();
  });
});
