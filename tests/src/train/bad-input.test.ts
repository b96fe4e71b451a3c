import {
  adam,
  array,
  type Columns,
  compile,
  crossentropy,
  dense,
  evaluate,
  type FitOptions,
  f32,
  f64,
  fit,
  fromCheckpoint,
  type Graph,
  graph,
  log,
  mean,
  mul,
  type NdArray,
  oneHot,
  type Program,
  predict,
  random,
  reference,
  sgd,
  softmax,
  type Training,
  toCheckpoint,
  u8,
  wasm,
} from "dagrad";
import { describe, expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { classifier, points } from "./networks.ts";

const usual = (): FitOptions => ({
  data: { ...points() },
  minimize: "loss",
  optimizer: adam(),
  epochs: 2,
  batchSize: 10,
  random: random(1),
});
const network: Graph<any, any> = classifier();
const refusal = (options: Partial<FitOptions>, of: Graph<any, any> = network): string => thrown(() => fit(of, { ...usual(), ...options }));

/** What iterating a training throws, as `thrown` tells it. */
async function failure(training: AsyncIterable<unknown>): Promise<string> {
  try {
    for await (const _ of training);
  } catch (error) {
    return thrown(() => {
      throw error;
    });
  }
  throw new Error("expected an error, got none");
}

const values = (program: Program<any, any>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(program.parameters).map(([id, { data }]) => [id, [...data]]));
const loss = (training: Training<any, any>): number =>
  (training.network.run({ ...points() }, ["loss"]) as Record<string, NdArray>).loss?.item() as number;

describe("fit refuses at once, in one line", () => {
  test("an unknown loss, one that is no scalar, and a network without a trainable parameter", () => {
    const still = graph({ X: f32("batch", 2) }, ({ X }) => ({ loss: mean(X) }));
    const apart = graph({ X: f32("batch", 2) }, ({ X }, g) => {
      g.parameter("w", [2], { init: "zeros" });
      return { loss: mean(X) };
    });
    const calls = [
      refusal({ minimize: "lost" }),
      refusal({ minimize: "probabilities" }),
      refusal({ data: { X: points().X } }, still),
      refusal({ data: { X: points().X } }, apart),
    ];
    expect(calls.join("\n")).toMatchInlineSnapshot(`
      "GraphError unknown-output
      fit: minimize must name a scalar output (loss, accuracy), got "lost"; did you mean loss?
      GraphError not-a-scalar at softmax1
      gradients: "probabilities" must be a float scalar, got float32[batch, 3] (node "softmax1"); take its mean or sum first
      GraphError no-parameter at mean1
      gradients: "loss" must depend on a parameter, got none (node "mean1"); make one with g.parameter or name nodes in \`with\`
      GraphError no-parameter at mean1
      gradients: "loss" must depend on a parameter, got none (node "mean1"); make one with g.parameter or name nodes in \`with\`"
    `);
  });

  test("features and validation features that are not finite, by column and place", () => {
    const { X, y } = points();
    const bad = array(X.tolist(), "float32");
    bad.data[7] = Number.NaN;
    bad.data[9] = Number.POSITIVE_INFINITY;
    expect([refusal({ data: { X: bad, y } }), refusal({ validation: { X: bad, y } })].join("\n")).toMatchInlineSnapshot(`
      "FeedError not-finite at X
      fit: data must be finite, got NaN in "X" at [3, 1] (node "X"); clean or drop the row
      FeedError not-finite at X
      fit: validation: data must be finite, got NaN in "X" at [3, 1] (node "X"); clean or drop the row"
    `);
  });

  test("data that is empty, incomplete, misnamed, of unequal lengths or of another shape or dtype", () => {
    const { X, y } = points();
    const calls: Columns[] = [
      { X: array([], "float32") as NdArray, y },
      { X: new Float32Array(0), y: new Uint8Array(0) },
      { X },
      { X, y, z: y },
      { X: X.data.subarray(0, 20), y },
      { X: y, y },
      { X, y: [-1] },
    ];
    expect(calls.map((data) => refusal({ data })).join("\n")).toMatchInlineSnapshot(`
      "FeedError feed-shape at X
      run: feed "X" must be float32[batch, 2], got [0] (node "X"); reshape it
      FeedError no-rows
      fit: data must have at least one row, got none; feed some
      FeedError missing-feed at y
      fit: data must have a column for input "y", got none (node "y"); add it
      FeedError unknown-feed
      fit: data must name inputs (X, y), got "z"; correct the name
      FeedError inconsistent-dim at y
      run: "batch" must be one size, got 10 in feed "X" and 30 in feed "y" (node "y"); feed equally many
      FeedError feed-shape at X
      run: feed "X" must be float32[batch, 2], got [30] (node "X"); reshape it
      FeedError inconsistent-dim at y
      run: "batch" must be one size, got 30 in feed "X" and 1 in feed "y" (node "y"); feed equally many"
    `);
  });

  test("batch sizes of 0, of halves, and beyond the rows; no epochs; shares that leave no rows", () => {
    const calls = [
      { batchSize: 0 },
      { batchSize: 2.5 },
      { batchSize: 31 },
      { batchSize: 20, validation: 0.5 },
      { epochs: 0 },
      { validation: 1 },
      { validation: 0.001 },
      { data: () => [], validation: 0.5 },
    ];
    expect(calls.map((options) => refusal(options)).join("\n")).toMatchInlineSnapshot(`
      "OpError bad-batch-size
      fit: batchSize must be a whole number from 1 to the number of rows, 30, got 0; correct batchSize
      OpError bad-batch-size
      fit: batchSize must be a whole number from 1 to the number of rows, 30, got 2.5; correct batchSize
      OpError bad-batch-size
      fit: batchSize must be a whole number from 1 to the number of rows, 30, got 31; correct batchSize
      OpError bad-batch-size
      fit: batchSize must be a whole number from 1 to the number of rows, 15, got 20; correct batchSize
      OpError bad-epochs
      fit: epochs must be a whole number ≥ 1, got 0; correct epochs
      OpError bad-validation
      fit: a share for validation must leave rows on both sides, got 1 of 30 rows; choose one between 0 and 1
      OpError bad-validation
      fit: a share for validation must leave rows on both sides, got 0.001 of 30 rows; choose one between 0 and 1
      OpError bad-validation
      fit: a share for validation needs data in memory, got a share of 0.5 of a stream; pass validation columns or a stream"
    `);
  });

  test("early stopping by a metric that is not there, or without one, or without patience", () => {
    const calls: Partial<FitOptions>[] = [
      { earlyStopping: { metric: "validation.loss" } },
      { earlyStopping: { metric: "probabilities" } },
      { earlyStopping: { metric: "loss", patience: 0 } },
      { earlyStopping: { metric: "loss", minDelta: Number.NaN } },
      { restoreBest: true },
    ];
    expect(calls.map((options) => refusal(options)).join("\n")).toMatchInlineSnapshot(`
      "OpError unknown-metric
      fit: earlyStopping.metric must be among loss, accuracy, got "validation.loss"; correct the name, add the output or give validation data
      OpError unknown-metric
      fit: earlyStopping.metric must be among loss, accuracy, got "probabilities"; correct the name, add the output or give validation data
      OpError bad-option
      fit: earlyStopping.patience must be a whole number ≥ 1, got 0; correct earlyStopping.patience
      OpError bad-option
      fit: earlyStopping.minDelta must be a number ≥ 0, got NaN; correct earlyStopping.minDelta
      OpError no-metric
      fit: restoreBest needs earlyStopping, got none; name the metric that tells the best epoch"
    `);
  });

  test("a seed that is none", () => {
    expect(refusal({ seed: -1 })).toMatchInlineSnapshot(`
      "OpError bad-seed
      random: seed must be an integer from 0 to 4294967295, got -1; a fixed seed, such as 0, makes a run repeatable"
    `);
  });
});

describe("while training, one error with epoch and batch; parameters are those of the step before, and the program goes on", () => {
  test("a label out of range in the second batch", async () => {
    const { X, y } = points();
    const labels = array(y.tolist(), "uint8");
    labels.data[13] = 3;
    const training = fit(network, { ...usual(), data: { X, y: labels }, shuffle: false });
    const first = fit(network, { ...usual(), data: { X: X.data.slice(0, 20), y: y.data.slice(0, 10) }, shuffle: false, epochs: 1 });
    for await (const _ of first);
    expect(await failure(training)).toMatchInlineSnapshot(`
      "FeedError index-range at crossentropy1
      fit: epoch 1, batch 2: crossentropy: labels must be in 0 … 2, got 3 in row 13 of the data (node "crossentropy1"); correct the labels"
    `);
    expect(values(training.step)).toEqual(values(first.step));
    expect(loss(training)).toBe(loss(first));
  });

  test("a label out of range is told of its row in the data: in a shuffled epoch, of a share kept back, of a stream, of evaluate and predict", async () => {
    const count = 40;
    const X = array(
      Array.from({ length: count }, (_, i) => [i, -i]),
      "float32",
    );
    const y = array(
      Array.from({ length: count }, (_, i) => (i === 33 ? 3 : i % 3)),
      "uint8",
    );
    const options = { ...usual(), batchSize: 8 };
    for (const backend of [reference, wasm()]) {
      const shuffled = await failure(fit(network, { ...options, data: { X, y }, backend }));
      expect(shuffled).toMatch(
        /^FeedError index-range at crossentropy1\nfit: epoch 1, batch [1-5]: crossentropy: labels must be in 0 … 2, got 3 in row 33 of the data \(node "crossentropy1"\); correct the labels$/,
      );
      const kept = await failure(
        fit(network, { ...options, data: { X, y }, validation: { share: 0.25, rows: "last" }, backend, notices: false }),
      );
      expect(kept).toContain("fit: epoch 1, validation, batch 1: crossentropy: labels must be in 0 … 2, got 3 in row 33 of the data");
      // Of drawn rows, too: seed 8 keeps row 33 back (NumPy's permutation, too), seed 0 trains on it.
      for (const [seed, part] of [
        [8, "validation, "],
        [0, ""],
      ] as const) {
        const drawn = { share: 0.25, stratify: false } as const;
        for (const shuffle of [true, false]) {
          const text = await failure(
            fit(network, { ...options, seed, data: { X, y }, validation: drawn, backend, shuffle, notices: false }),
          );
          expect(text).toContain(`fit: epoch 1, ${part}batch`);
          expect(text).toContain("got 3 in row 33 of the data");
        }
      }
      const stream = () => [
        { X: X.data.slice(0, 60), y: y.data.slice(0, 30) },
        { X: X.data.slice(60), y: y.data.slice(30) },
      ];
      expect(await failure(fit(network, { ...options, data: stream, backend }))).toContain(
        "fit: epoch 1, batch 2: crossentropy: labels must be in 0 … 2, got 3 in row 3 of the batch",
      );
      const program = compile(network, { backend });
      await expect(evaluate(program, { X, y }, { batchSize: 10 })).rejects.toThrow(
        "evaluate: batch 4: crossentropy: labels must be in 0 … 2, got 3 in row 33 of the data",
      );
      const coded = compile(
        graph({ y: u8("batch") }, ({ y }) => ({ code: oneHot(y, { depth: 3 }) })),
        { backend },
      );
      await expect(predict(coded, { y }, { output: "code", batchSize: 10 })).rejects.toThrow(
        "predict: batch 4: oneHot: indices must be in 0 … 2, got 3 at [33] of the data",
      );
    }
  });

  test("a loss that is not finite, with the first node to blame", async () => {
    const logarithm = graph({ x: f64("batch") }, ({ x }, g) => {
      const w = g.parameter("w", [1], { init: [1], dtype: "float64" });
      return { loss: mean(log(mul(x, w, { name: "scaled" }), { name: "logarithm" })) };
    });
    const training = fit(logarithm, {
      data: { x: [1, 2, 3, 0] },
      minimize: "loss",
      optimizer: sgd({ learningRate: 0.5 }),
      batchSize: 1,
      shuffle: false,
    });
    expect(await failure(training)).toMatchInlineSnapshot(`
      "FeedError not-finite at logarithm
      fit: epoch 1, batch 3: log: values must be finite, got NaN at [0] from "scaled" float64[1] in -1.5 … -1.5 (node "logarithm"); clean the data, lower the learning rate or clip gradients"
    `);
    // Two steps of −0.5 ÷ w from w = 1 are 0.5 and −0.5; the logarithm of −1.5 is no number.
    expect(values(training.network)).toEqual({ w: [-0.5] });
    expect(training.network.run({ x: [-1] })).toMatchObject({ loss: array(Math.log(0.5)) });
  });

  test("a finite loss whose step would overflow a parameter", async () => {
    const steep = graph({ x: f32("batch") }, ({ x }, g) => {
      const w = g.parameter("w", [1], { init: [1] });
      return { loss: mean(mul(x, w)) };
    });
    const training = fit(steep, { data: { x: [1e30] }, minimize: "loss", optimizer: sgd({ learningRate: 1e30 }) });
    expect(await failure(training)).toMatchInlineSnapshot(`
      "FeedError not-finite at mul2
      fit: epoch 1, batch 1: mul: values must be finite, got -Infinity at [0] from "neg1" float32[] in -1e+30 … -1e+30 and "d.w" float32[1] in 1e+30 … 1e+30 (node "mul2"); clean the data, lower the learning rate or clip gradients"
    `);
    expect(values(training.network)).toEqual({ w: [1] });
  });

  test("a stream that throws: its own error, and what the batches before have taught stays", async () => {
    const { X, y } = points();
    const oops = new RangeError("the disk is gone");
    function* broken(): Generator<Columns> {
      yield { X, y };
      throw oops;
    }
    const training = fit(network, { ...usual(), data: broken });
    const one = fit(network, { ...usual(), data: { X, y }, batchSize: 30, shuffle: false, epochs: 1 });
    for await (const _ of one);
    await expect(
      (async () => {
        for await (const _ of training);
      })(),
    ).rejects.toBe(oops);
    expect(values(training.step)).toEqual(values(one.step));
    expect(loss(training)).toBe(loss(one));
    expect(training.state().epoch).toBe(0);
  });

  test("a stream of nothing, of empty batches, and of batches that do not fit", async () => {
    const streams: (() => Columns[])[] = [
      () => [],
      () => [{ X: new Float32Array(0), y: new Uint8Array(0) }],
      () => [{ X: points().X }],
      () => [{ ...points() }, { X: points().X, y: [0] }],
    ];
    const failures = await Promise.all(streams.map((data) => failure(fit(network, { ...usual(), data }))));
    expect(failures.join("\n")).toMatchInlineSnapshot(`
      "FeedError no-rows
      fit: an epoch must have at least one batch, got none (epoch 1); feed some rows or keep the last batch
      FeedError no-rows
      fit: a batch must have at least one row, got none (batch 1); leave it out of the stream
      FeedError missing-feed at y
      fit: epoch 1, batch 1: run: input "y" uint8[batch] must be fed, got nothing (node "y"); pass { y: … } or fetch outputs that do not need it
      FeedError inconsistent-dim at y
      fit: epoch 1, batch 2: run: "batch" must be one size, got 30 in feed "X" and 1 in feed "y" (node "y"); feed equally many"
    `);
  });

  test("a stream whose features are not finite", async () => {
    expect(await failure(fit(network, { ...usual(), data: () => [{ X: [[1, Number.NaN]], y: [0] }] }))).toMatchInlineSnapshot(`
      "FeedError not-finite at X
      fit: epoch 1, batch 1: run: feed "X" must be finite, got NaN at [0, 1] (node "X"); clean the data, lower the learning rate or clip gradients"
    `);
  });
});

describe("a checkpoint", () => {
  const checkpoint = () => fit(network, usual()).checkpoint();

  test("of another graph, optimiser or seed is refused, and named by the first node that differs", () => {
    const wider = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => ({ loss: crossentropy(softmax(dense(X, { units: 3 })), y) }));
    const calls = [
      refusal({ from: checkpoint() }, wider),
      refusal({ from: checkpoint(), optimizer: adam({ learningRate: 0.5 }) }),
      refusal({ from: checkpoint(), optimizer: sgd() }),
      refusal({ from: checkpoint().state, optimizer: sgd({ momentum: 0.5 }) }),
      refusal({ from: checkpoint().state }, wider),
    ];
    expect(calls.join("\n")).toMatchInlineSnapshot(`
      "FeedError other-training at dense1.weights
      fit: a checkpoint to continue from must be of the same training step, got one with another "dense1.weights" (node "dense1.weights"); use the network, optimiser and options it was saved with, or continue from its state alone
      FeedError other-training at constant4
      fit: a checkpoint to continue from must be of the same training step, got one with another "constant4" (node "constant4"); use the network, optimiser and options it was saved with, or continue from its state alone
      FeedError other-training at constant4
      fit: a checkpoint to continue from must be of the same training step, got one with another "constant4" (node "constant4"); use the network, optimiser and options it was saved with, or continue from its state alone
      FeedError other-training at sgd.step
      fit: a state to continue from must hold "sgd.step", got none (node "sgd.step"); use the network and optimiser it was saved with
      FeedError parameter-type at dense1.weights
      parameters: "dense1.weights" must be float32[2, 3], got float32[2, 8] (node "dense1.weights"); reshape or convert it"
    `);
  });

  test("'s state alone goes on with another learning rate", () => {
    const { state } = checkpoint();
    expect(fit(network, { ...usual(), from: state, optimizer: adam({ learningRate: 0.5 }) }).state()).toEqual(state);
  });

  test("that is damaged, truncated or of another format is refused by its bytes", () => {
    const bytes = toCheckpoint(checkpoint());
    const text = Buffer.from(bytes).toString("latin1");
    const edited = (from: string, to: string): Uint8Array => {
      expect(from.length).toBe(to.length);
      expect(text).toContain(from);
      return Uint8Array.from(text.replace(from, to), (letter) => letter.charCodeAt(0));
    };
    const damaged = [
      bytes.subarray(0, 5),
      bytes.subarray(0, 500),
      bytes.subarray(0, bytes.length - 1),
      edited("dagrad/checkpoint/1", "dagrad/checkpoint/9"),
      edited('"epoch":"0"', '"epoch":"x"'),
      edited('"dense1.biases":', '"dense1.Biases":'),
      edited("MT19937", "MT19938"),
      edited('\\"waited\\"', '\\"wasted\\"'),
      edited('\\"dagrad/graph/1\\"', '\\"dagrad/graph/2\\"'),
    ];
    expect(damaged.map((one) => thrown(() => fromCheckpoint(one, { name: "last.safetensors" }))).join("\n")).toMatchInlineSnapshot(`
      "FormatError bad-safetensors
      safetensors: last.safetensors: must be a safetensors file, got another format; copy or save the file again
      FormatError cut-off
      safetensors: last.safetensors: a file must be whole, got 500 bytes, of which the header alone is 29552; it was cut off: download or copy it again
      FormatError cut-off
      safetensors: last.safetensors: a file must be whole, got 30171 of 30172 bytes; it was cut off: download or copy it again
      FormatError bad-checkpoint
      checkpoint: last.safetensors: format must be "dagrad/model/1" or "dagrad/checkpoint/1", got "dagrad/checkpoint/9"; use a file that a training of this version saved
      FormatError bad-checkpoint
      checkpoint: last.safetensors: epoch must be a whole number ≥ 0, got "x"; use a file that a training of this version saved
      FormatError bad-checkpoint
      checkpoint: last.safetensors: parameter "dense1.biases" must be float32[8], got nothing; use a file that a training of this version saved
      FormatError bad-checkpoint
      checkpoint: last.safetensors: its random state must be one that was saved, got "randomFromState: generator must be "MT19937", got "MT19938""; use a file that a training of this version saved
      FormatError bad-checkpoint
      checkpoint: last.safetensors: stopping must hold best and waited, got {"best":null,"wasted":0}; use a file that a training of this version saved
      FormatError bad-checkpoint
      checkpoint: last.safetensors: its graph must be one that was saved, got "parse: format must be "dagrad/graph/1", got "dagrad/graph/2""; use a file that a training of this version saved"
    `);
  });
});

describe("evaluate and predict refuse", () => {
  test("batch sizes of 0, unknown metrics, outputs that are no rows, and no data", async () => {
    const program: Program<any, any> = fit(network, usual()).network;
    const data = { ...points() };
    const calls = [
      evaluate(program, data, { batchSize: 0 }),
      evaluate(program, data, { metrics: ["probabilities"] }),
      evaluate(program, { X: data.X }),
      evaluate(program, () => [{ X: new Float32Array(0), y: new Uint8Array(0) }]),
      evaluate(program, () => []),
      predict(program, data, { output: "loss" }),
      predict(program, { X: data.X }, { output: "probabilities", batchSize: Number.NaN }),
      predict(program, { X: new Float32Array(0) }, { output: "probabilities" }),
      predict(program, { X: data.X }, { output: "labels" }),
    ];
    const failures = await Promise.all(
      calls.map((call) => failure({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: await call }) }) })),
    );
    expect(failures.join("\n")).toMatchInlineSnapshot(`
      "OpError bad-batch-size
      evaluate: batchSize must be a whole number ≥ 1, got 0; correct batchSize
      OpError unknown-metric
      evaluate: metrics must be among loss, accuracy, got "probabilities"; correct the name or add the output
      FeedError missing-feed at y
      evaluate: data must have a column for input "y", got none (node "y"); add it
      FeedError no-rows
      evaluate: a batch must have at least one row, got none (batch 1); leave it out of the stream
      FeedError no-rows
      evaluate: data must have at least one row, got none; feed some
      OpError not-row-wise
      predict: output "loss" must have one row for each row of data, got float32[] for 30 rows; use evaluate for scalars
      OpError bad-batch-size
      predict: batchSize must be a whole number ≥ 1, got NaN; correct batchSize
      FeedError no-rows
      predict: data must have at least one row, got none; feed some
      GraphError unknown-output
      run: fetch must name outputs (probabilities, loss, accuracy) or nodes, got "labels"; return it from build or correct the name"
    `);
  });
});

test("a network that is a training step already is refused", () => {
  const { step } = fit(network, usual());
  expect(refusal({}, step.graph)).toMatchInlineSnapshot(`
    "GraphError has-updates
    trainStep: the graph must have no updates yet, got some; make the step from the network itself"
  `);
});

test.for([
  ["left out", undefined, "nothing"],
  ["not called", adam, "a function"],
  ["named", "adam", '"adam"'],
])("an optimiser that is %s is refused", ([, optimizer, actual]) => {
  expect(refusal({ optimizer: optimizer as never })).toBe(
    `GraphError bad-option\ntrainStep: optimizer must be what sgd(), adam() and the like return, got ${actual}; pass { optimizer: adam() }`,
  );
});
