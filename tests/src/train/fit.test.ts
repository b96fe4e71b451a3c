import {
  adam,
  array,
  type Columns,
  classWeights,
  compile,
  crossentropy,
  dense,
  type Epoch,
  evaluate,
  f32,
  f64,
  fit,
  graph,
  mean,
  meanSquaredError,
  mul,
  type NdArray,
  random,
  sgd,
  softmax,
  type Training,
  u8,
} from "dagrad";
import { describe, expect, expectTypeOf, test } from "vitest";
import { classifier, points } from "./networks.ts";

/** A network whose only parameter is the sum of the rows that it has seen: the step adds each batch's ids. */
const counter = () =>
  graph({ id: f64("batch") }, ({ id }, g) => {
    const w = g.parameter("w", [1], { init: "zeros", dtype: "float64" });
    return { loss: mean(mul(id, w)), largest: mean(id) };
  });
const ids = (rows: number): NdArray => array(Array.from({ length: rows }, (_, i) => i));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** All parameters and optimiser states of a training, as bytes that can be compared. */
const bits = (training: Training<any, any>): Record<string, string> =>
  Object.fromEntries(
    [...training.step.memory].map(([id, { data }]) => [id, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex")]),
  );

describe("batches", () => {
  /** The ids of each batch of one epoch, as the step sees them. */
  async function seen(options: {
    rows: number;
    batchSize?: number;
    lastBatch?: "keep" | "drop";
    shuffle?: boolean;
    seed?: number;
    epochs?: number;
  }) {
    const { rows, ...given } = options;
    const batches: number[][] = [];
    const training = fit(counter(), { data: { id: ids(rows) }, minimize: "loss", optimizer: sgd(), epochs: 1, ...given });
    const run = training.step.run.bind(training.step);
    training.step.run = (feeds, ...rest) => {
      batches.push([...((feeds.id as NdArray).data as Float64Array)]);
      return run(feeds, ...rest);
    };
    const epochs = await all(training);
    return { batches, epochs };
  }

  test("10 rows in batches of 4 are 4, 4 and 2 rows, or 4 and 4 where the last is dropped", async () => {
    const kept = await seen({ rows: 10, batchSize: 4, shuffle: false });
    expect(kept.batches).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    expect(kept.epochs).toMatchObject([{ epoch: 1, rows: 10, batches: 3 }]);
    const dropped = await seen({ rows: 10, batchSize: 4, shuffle: false, lastBatch: "drop" });
    expect(dropped.batches).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(dropped.epochs).toMatchObject([{ rows: 8, batches: 2 }]);
  });

  test("without a batch size are 32 rows, or all where there are fewer", async () => {
    expect((await seen({ rows: 70 })).batches.map(({ length }) => length)).toEqual([32, 32, 6]);
    expect((await seen({ rows: 5 })).batches.map(({ length }) => length)).toEqual([5]);
  });

  test("are shuffled: each row once an epoch, another order each epoch, the same for the same seed", async () => {
    const { batches } = await seen({ rows: 20, batchSize: 20, epochs: 2, seed: 3 });
    const [first = [], second = []] = batches;
    for (const order of batches) expect(order.toSorted((a, b) => a - b)).toEqual([...ids(20).data]);
    expect(first).not.toEqual(second);
    expect((await seen({ rows: 20, batchSize: 20, epochs: 2, seed: 3 })).batches).toEqual(batches);
    expect((await seen({ rows: 20, batchSize: 20, epochs: 2, seed: 4 })).batches).not.toEqual(batches);
    // NumPy: np.random.RandomState(3).permutation(20)
    expect(first).toEqual([14, 2, 1, 17, 4, 16, 6, 7, 15, 12, 9, 11, 19, 18, 13, 5, 0, 8, 3, 10]);
  });

  test("metrics are means over rows, not over batches: of 0 … 9 in 4, 4, 2 it is 4.5", async () => {
    const { epochs } = await seen({ rows: 10, batchSize: 4, shuffle: false });
    expect(epochs[0]?.metrics.largest).toBe(4.5);
  });
});

describe("same seed, same bits", () => {
  const train = async (seed: number): Promise<Record<string, string>> => {
    const training = fit(classifier(), {
      data: points(),
      minimize: "loss",
      optimizer: adam(),
      epochs: 5,
      batchSize: 7,
      seed,
      random: random(1),
    });
    await all(training);
    return bits(training);
  };
  test("two trainings end with equal parameters and optimiser states, bit for bit; another seed does not", async () => {
    const first = await train(5);
    expect(await train(5)).toEqual(first);
    expect(await train(6)).not.toEqual(first);
  });
});

describe("validation", () => {
  const options = { minimize: "loss", optimizer: adam({ learningRate: 0.01 }), epochs: 2, batchSize: 10, seed: 1 } as const;

  test("columns are measured after the epoch, as evaluate does", async () => {
    const validation = points();
    const training = fit(classifier(), { ...options, data: points(), validation });
    for await (const epoch of training) {
      expect(epoch.validation).toEqual(await evaluate(training.network, validation));
    }
  });

  test("a stream is measured once an epoch", async () => {
    let passes = 0;
    function* stream(): Generator<Columns> {
      passes++;
      yield { id: [1, 2] };
      yield { id: [3] };
    }
    const epochs = await all(fit(counter(), { ...options, data: { id: ids(10) }, validation: stream }));
    expect(passes).toBe(2);
    expect(epochs.map(({ validation }) => validation?.largest)).toEqual([2, 2]);
  });

  test("more than 1,024 rows are measured as one mean", async () => {
    const [epoch] = await all(fit(counter(), { ...options, data: { id: ids(10) }, validation: { id: ids(5001) } }));
    expect(epoch?.validation?.largest).toBe(2500);
  });
});

describe("early stopping", () => {
  /** A training whose "largest" metric of the validation rows takes these values, epoch by epoch. */
  function scripted(values: readonly number[], extra: object): Training<any, any> {
    let epoch = 0;
    return fit(counter(), {
      data: { id: ids(4) },
      minimize: "loss",
      optimizer: sgd({ learningRate: 1 }),
      epochs: values.length,
      validation: () => [{ id: [values[epoch++] as number] }],
      ...extra,
    });
  }

  test("stops after `patience` epochs without an improvement, and says so", async () => {
    const epochs = await all(scripted([5, 4, 4, 4.5, 3, 2], { earlyStopping: { metric: "validation.largest", patience: 2, mode: "min" } }));
    expect(epochs.map(({ epoch, stopped }) => [epoch, stopped])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
    ]);
  });

  test("a change below minDelta is no improvement; mode max is upwards", async () => {
    const small = await all(
      scripted([5, 4.95, 4.9, 4.6], { earlyStopping: { metric: "validation.largest", patience: 3, minDelta: 0.5, mode: "min" } }),
    );
    expect(small).toHaveLength(4);
    const upwards = await all(scripted([1, 2, 3, 4], { earlyStopping: { metric: "validation.largest", patience: 1, mode: "max" } }));
    expect(upwards.some(({ stopped }) => stopped)).toBe(false);
  });

  test("restoreBest takes back the parameters of the best epoch, also where training went to its end", async () => {
    for (const values of [
      [3, 1, 2, 2.5, 2.6],
      [3, 1, 2],
    ]) {
      const training = scripted(values, { earlyStopping: { metric: "validation.largest", patience: 3, mode: "min" }, restoreBest: true });
      const after: number[] = [];
      for await (const _ of training) after.push(training.network.parameters.w?.data[0] as number);
      expect(after.length).toBe(values.length);
      // Every step takes away the mean of the ids, 1.5.
      expect(after.slice(0, 3)).toEqual([-1.5, -3, -4.5]);
      expect(training.network.parameters.w?.data[0]).toBe(-3);
    }
  });
});

describe("a long epoch", () => {
  const slow = { data: { id: ids(20_000) }, minimize: "loss", optimizer: sgd(), epochs: 1, batchSize: 1 } as const;

  test("lets timers fire: the event loop gets its turn while 20,000 batches run", async () => {
    let ticks = 0;
    let batches = 0;
    const timer = setInterval(() => {
      ticks++;
    }, 1);
    await all(fit(counter(), { ...slow, onBatch: () => void batches++ }));
    clearInterval(timer);
    expect(batches).toBe(20_000);
    expect(ticks).toBeGreaterThan(0);
  });

  test("stops between two batches when its signal says so, with the signal's reason, and keeps what it has learnt", async () => {
    const controller = new AbortController();
    let done = 0;
    const training = fit(counter(), {
      ...slow,
      signal: controller.signal,
      onBatch: ({ batch }) => {
        done = batch;
        if (batch === 50) controller.abort(new Error("enough"));
      },
    });
    await expect(all(training)).rejects.toThrow("enough");
    expect(done).toBe(50);
    expect(training.network.parameters.w?.data[0]).not.toBe(0);
    expect(training.network.run({ id: [1] })).toHaveProperty("loss");
  });

  test("stopped by a timer, its state is the one before the epoch, bit for bit", async () => {
    const controller = new AbortController();
    const options = { ...slow, epochs: 2 };
    const whole = fit(counter(), { ...options, epochs: 1 });
    await all(whole);
    const training = fit(counter(), {
      ...options,
      signal: controller.signal,
      onBatch: ({ epoch, batch }) => epoch === 2 && batch === 70 && controller.abort(),
    });
    await expect(all(training)).rejects.toThrow();
    expect(training.state()).toEqual(whole.state());
    expect(bits(training)).not.toEqual(bits(whole));
  });

  test("reports each batch with the rows done and in all", async () => {
    const progress: object[] = [];
    await all(fit(counter(), { ...slow, data: { id: ids(5) }, batchSize: 2, onBatch: (one) => progress.push(one) }));
    expect(progress).toEqual([
      { epoch: 1, batch: 1, rows: 2, totalRows: 5 },
      { epoch: 1, batch: 2, rows: 4, totalRows: 5 },
      { epoch: 1, batch: 3, rows: 5, totalRows: 5 },
    ]);
  });
});

describe("streams", () => {
  const options = { minimize: "loss", optimizer: sgd({ learningRate: 1 }), epochs: 2 } as const;

  test("are asked for once an epoch, and may be asynchronous", async () => {
    let passes = 0;
    async function* stream(): AsyncGenerator<Columns> {
      passes++;
      yield { id: [0, 2] };
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield { id: new Float64Array([4]) };
      yield { id: array([1, 3]) };
    }
    const epochs = await all(fit(counter(), { ...options, data: stream }));
    expect(passes).toBe(2);
    expect(epochs).toMatchObject([
      { rows: 5, batches: 3, metrics: { largest: 2 } },
      { rows: 5, batches: 3, metrics: { largest: 2 } },
    ]);
  });

  test("of the same batches train to the same bits as data in memory", async () => {
    const { X, y } = points();
    const rows = (start: number, stop: number): Columns => ({
      X: X.data.subarray(2 * start, 2 * stop),
      y: y.data.subarray(start, stop),
    });
    const shared = { ...options, optimizer: adam(), random: random(1) };
    const whole = fit(classifier(), { ...shared, data: { X, y }, batchSize: 12, shuffle: false });
    const streamed = fit(classifier(), { ...shared, random: random(1), data: () => [rows(0, 12), rows(12, 24), rows(24, 30)] });
    const metrics = (epochs: readonly Epoch[]) => epochs.map(({ metrics }) => metrics);
    expect(metrics(await all(streamed))).toEqual(metrics(await all(whole)));
    expect(bits(streamed)).toEqual(bits(whole));
  });

  test("of 20,000 batches leave memory flat: less than 8 MB of heap and buffers more than after 2,000", async () => {
    const batch = { id: new Float64Array(64) };
    function* stream(): Generator<Columns> {
      for (let i = 0; i < 2000; i++) yield batch;
    }
    const sizes: number[] = [];
    for await (const _ of fit(counter(), { ...options, epochs: 10, data: stream })) {
      globalThis.gc?.();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      sizes.push(heapUsed + arrayBuffers);
    }
    expect(Math.min(...sizes.slice(5)) - Math.min(...sizes.slice(0, 2))).toBeLessThan(8 * 2 ** 20);
  });
});

describe("weights", () => {
  const weighted = () =>
    graph({ X: f32("batch", 2), y: u8("batch"), weights: f32("batch") }, ({ X, y, weights }) => {
      const losses = crossentropy(softmax(dense(X, { units: 2 })), y, { reduction: "none" });
      return { loss: mean(mul(losses, weights)) };
    });
  const X = array(
    [
      [1, 2],
      [3, -1],
      [0, 1],
      [2, 2],
    ],
    "float32",
  );
  const y = array([0, 1, 1, 1], "uint8");
  const options = { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }), epochs: 3, shuffle: false, batchSize: 4 } as const;

  test("of samples: a row with weight 2 trains as the row twice, within 1e-6", async () => {
    const once = fit(weighted(), { ...options, data: { X, y, weights: [2, 1, 1, 0] } });
    const rows = {
      X: [
        [1, 2],
        [1, 2],
        [3, -1],
        [0, 1],
      ],
      y: [0, 0, 1, 1],
      weights: [1, 1, 1, 1],
    };
    const twice = fit(weighted(), { ...options, data: rows });
    await all(once);
    await all(twice);
    for (const [id, value] of Object.entries(once.network.parameters))
      expect(value).toBeAllClose(twice.network.parameters[id] as NdArray, { atol: 1e-6 });
  });

  test("of classes: balanced classes of 1 and 3 rows weigh 2 and 2 ÷ 3 each", async () => {
    const weights = classWeights(y, "balanced");
    expect([...weights.data]).toEqual([2, 2 / 3, 2 / 3, 2 / 3].map(Math.fround));
    const [first] = await all(fit(weighted(), { ...options, data: { X, y, weights } }));
    // With weights 0.01 · randn all probabilities are near ½ at first: the weighted mean of ln 2 stays ln 2.
    expect(Math.abs((first?.metrics.loss ?? 0) - Math.LN2)).toBeLessThan(0.05);
  });
});

describe("what a training leaves", () => {
  test("a network over the trained parameters, which fits y = 3 x − 1 within 1e-3", async () => {
    const network = graph({ x: f64("batch", 1), y: f64("batch", 1) }, ({ x, y }) => {
      const line = dense(x, { units: 1 });
      return { line, loss: meanSquaredError(line, y) };
    });
    const x = Array.from({ length: 40 }, (_, i) => [i / 20 - 1]);
    const training = fit(network, {
      data: { x, y: x.map(([one = 0]) => [3 * one - 1]) },
      minimize: "loss",
      optimizer: adam({ learningRate: 0.1 }),
      epochs: 200,
      batchSize: 8,
    });
    await all(training);
    const { line } = training.network.run({ x: [[0], [1]] }, ["line"]) as unknown as { line: NdArray };
    expect(line).toBeAllClose(array([[-1], [2]]), { atol: 1e-3 });
  });

  test("the parameters that were given first, where no step has run", () => {
    const w = array([7]);
    const training = fit(counter(), { data: { id: ids(3) }, minimize: "loss", optimizer: sgd(), initial: { w } });
    expect(training.network.parameters.w).toEqual(w);
    expect(compile(counter(), { sharing: training.step }).parameters.w).toEqual(w);
  });
});

test("metrics are typed by the scalar outputs of the graph", () => {
  const training = fit(classifier(), { data: points(), minimize: "loss", optimizer: sgd() });
  type Metrics = typeof training extends AsyncIterable<Epoch<infer N>> ? Record<N, number> : never;
  expectTypeOf<Metrics["loss"]>().toEqualTypeOf<number>();
  expectTypeOf<Metrics["accuracy"]>().toEqualTypeOf<number>();
  // @ts-expect-error: there is no such output
  expect(() => fit(classifier(), { data: points(), minimize: "lost", optimizer: sgd() })).toThrow();
});
