import {
  argmax,
  array,
  compile,
  dense,
  evaluate,
  f32,
  f64,
  type Graph,
  graph,
  mean,
  NdArray,
  type Program,
  predict,
  softmax,
  u8,
} from "dagrad";
import { describe, expect, test } from "vitest";
import { classifier, points } from "./networks.ts";

const program: Program<any, any> = compile(classifier() as Graph<any, any>);
const data = { ...points() };

describe("evaluate", () => {
  test("gives the metrics of one run over all rows, for any batch size, within 1e-6", async () => {
    const { loss, accuracy } = program.run(data, ["loss", "accuracy"]) as Record<string, NdArray>;
    for (const batchSize of [1, 7, 30, 1000]) {
      const found = await evaluate(program, data, { batchSize });
      expect(found.loss).toBeCloseTo(loss?.item() as number, 6);
      expect(found.accuracy).toBeCloseTo(accuracy?.item() as number, 6);
    }
  });

  test("of one batch gives its very bits, and of named metrics only needs their inputs", async () => {
    const { loss } = program.run(data, ["loss"]) as Record<string, NdArray>;
    expect(await evaluate(program, data, { metrics: ["loss"] })).toEqual({ loss: loss?.item() });
    const two: Graph<any, any> = graph({ a: f64("batch"), b: f64("batch") }, ({ a, b }) => ({ a1: mean(a), b1: mean(b) }));
    expect(await evaluate(compile(two), { a: [1, 2, 6] }, { metrics: ["a1"] })).toEqual({ a1: 3 });
  });

  test("of a stream weighs batches by their rows: 1, 2 and 6 are 3", async () => {
    const means: Graph<any, any> = graph({ a: f64("batch") }, ({ a }) => ({ m: mean(a) }));
    async function* stream() {
      yield { a: [1, 2] };
      yield { a: [6] };
    }
    expect(await evaluate(compile(means), stream)).toEqual({ m: 3 });
  });

  test("changes no parameter", async () => {
    const before = program.parameters;
    await evaluate(program, data);
    expect(program.parameters).toEqual(before);
  });
});

describe("predict", () => {
  test("gives one row for each row of data, for any batch size, and needs no labels", async () => {
    const { probabilities } = program.run({ X: data.X }, ["probabilities"]) as Record<string, NdArray>;
    for (const batchSize of [1, 7, 30, 1000]) {
      expect(await predict(program, { X: data.X }, { output: "probabilities", batchSize })).toBeAllClose(probabilities as NdArray, {
        atol: 1e-6,
      });
    }
  });

  test("keeps dtypes and further axes", async () => {
    const labels: Graph<any, any> = graph({ X: f32("batch", 2, 3), z: u8("batch") }, ({ X }) => ({ labels: argmax(X, { axis: -1 }) }));
    const X = array(
      [
        [
          [1, 2, 3],
          [3, 2, 1],
        ],
        [
          [0, 1, 0],
          [1, 1, 1],
        ],
      ],
      "float32",
    );
    expect(await predict(compile(labels), { X }, { output: "labels", batchSize: 1 })).toEqual(
      array(
        [
          [2, 0],
          [1, 0],
        ],
        "int32",
      ),
    );
  });
});

test("100,000 rows of 32 features take less than 8 MB beside data and result, in batches of 256", async () => {
  const wide: Program<any, any> = compile(
    graph({ X: f32("batch", 32) }, ({ X }) => {
      const p = softmax(dense(X, { units: 4 }));
      return { p, m: mean(p) };
    }) as Graph<any, any>,
  );
  const rows = 100_000;
  const X = new NdArray(new Float32Array(rows * 32).fill(0.5), [rows, 32], "float32");
  await evaluate(wide, { X: new NdArray(X.data.slice(0, 3200), [100, 32], "float32") }, { batchSize: 100 });
  const buffers = () => process.memoryUsage().arrayBuffers;
  globalThis.gc?.();
  const before = buffers();
  const result = await predict(wide, { X }, { output: "p", batchSize: 256 });
  await evaluate(wide, { X }, { batchSize: 256 });
  expect(result.shape).toEqual([rows, 4]);
  expect(buffers() - before - result.data.byteLength).toBeLessThan(8 * 2 ** 20);
});
