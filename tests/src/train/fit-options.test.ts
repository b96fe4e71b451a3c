import { adam, array, fit, random } from "dagrad";
import { describe, expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { classifier, points } from "./networks.ts";

const network = classifier();
const usual = { minimize: "loss", optimizer: adam(), data: { ...points() } };
/** A call without types. */
const refusal = (options: unknown): string => thrown(() => fit(network, options as never));
const refusals = (given: readonly object[]): string => given.map((one) => refusal({ ...usual, ...one })).join("\n");

describe("fit refuses", () => {
  test("options that it does not have, with what was meant", () => {
    expect(
      refusals([{ epoch: 3 }, { batch_size: 1 }, { optimiser: adam() }, { validationSplit: 0.2 }, { callbacks: [] }, { ops: new Map() }]),
    ).toMatchInlineSnapshot(`
      "OpError bad-option
      fit: options must be some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got "epoch"; did you mean epochs?
      OpError bad-option
      fit: options must be some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got "batch_size"; did you mean batchSize?
      OpError bad-option
      fit: options must be some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got "optimiser"; did you mean optimizer?
      OpError bad-option
      fit: options must be some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got "validationSplit"; did you mean validation?
      OpError bad-option
      fit: options must be some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got "callbacks"; leave it out
      OpError bad-option
      fit: options must be some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got "ops"; leave it out: ops travel with the graph"
    `);
  });

  test("those inside of early stopping, and one that is no object", () => {
    expect(
      refusals([{ earlyStopping: { metric: "loss", patients: 3 } }, { earlyStopping: { monitor: "loss" } }, { earlyStopping: "loss" }]),
    ).toMatchInlineSnapshot(`
      "OpError bad-option
      fit: earlyStopping: options must be some of { metric, patience, minDelta, mode }, got "patients"; did you mean patience?
      OpError bad-option
      fit: earlyStopping: options must be some of { metric, patience, minDelta, mode }, got "monitor"; leave it out
      OpError bad-option
      fit: earlyStopping: options must be an object, some of { metric, patience, minDelta, mode }, got "loss"; write { metric: "loss" }"
    `);
  });

  test("no options, and an output that is none", () => {
    expect(
      [refusal(undefined), refusal([]), refusals([{ minimize: "los" }, { minimize: undefined }, { minimize: "f1" }])].join("\n"),
    ).toMatchInlineSnapshot(`
      "OpError bad-option
      fit: options must be an object, some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got null; name what you give
      OpError bad-option
      fit: options must be an object, some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got []; write { minimize: [] }
      GraphError unknown-output
      fit: minimize must name a scalar output (loss, accuracy), got "los"; did you mean loss?
      GraphError unknown-output
      fit: minimize must name a scalar output (loss, accuracy), got nothing; return it from build or correct the name
      GraphError unknown-output
      fit: minimize must name a scalar output (loss, accuracy), got "f1"; return it from build or correct the name"
    `);
  });

  test("values of another kind", () => {
    expect(
      refusals([
        { epochs: "3" },
        { batchSize: "8" },
        { optimizer: "adam" },
        { optimizer: adam },
        { shuffle: "yes" },
        { lastBatch: "dorp" },
        { restoreBest: 1 },
        { random: 0 },
        { signal: new AbortController() },
        { onBatch: "log" },
        { notices: "off" },
        { from: "checkpoint.safetensors" },
        { parameters: "dense1.weights" },
      ]),
    ).toMatchInlineSnapshot(`
      "OpError bad-epochs
      fit: epochs must be a whole number ≥ 1, got "3"; correct epochs
      OpError bad-batch-size
      fit: batchSize must be a whole number from 1 to the number of rows, 30, got "8"; correct batchSize
      GraphError bad-option
      trainStep: optimizer must be what sgd(), adam() and the like return, got "adam"; pass { optimizer: adam() }
      GraphError bad-option
      trainStep: optimizer must be what sgd(), adam() and the like return, got a function; pass { optimizer: adam() }
      OpError bad-option
      fit: shuffle must be true or false, got "yes"; correct shuffle
      OpError bad-option
      fit: lastBatch must be "keep" or "drop", got "dorp"; correct lastBatch
      OpError bad-option
      fit: restoreBest must be true or false, got 1; correct restoreBest
      OpError bad-option
      fit: random must be what random(0) gives, got 0; correct random
      OpError bad-option
      fit: signal must be an AbortSignal, got an object; correct signal
      OpError bad-option
      fit: onBatch must be a function, got "log"; correct onBatch
      OpError bad-option
      fit: notices must be true, false or a function that takes a text, got "off"; correct notices
      OpError bad-start
      fit: from must be a model, a checkpoint or a state of a training, got "checkpoint.safetensors"; load it with loadModel or loadCheckpoint
      OpError bad-argument
      fit: parameters must be a list of ids, got "dense1.weights"; put ids into a list"
    `);
  });

  test("data that are no columns by name", () => {
    const { X, y } = points();
    function* batches() {
      yield { X, y };
    }
    expect(
      refusals([
        { data: [X, y] },
        { data: undefined },
        { data: X },
        { data: batches() },
        { data: Promise.resolve({ X, y }) },
        { data: "data.csv" },
        { data: array([1]).data },
        { validation: [X, y] },
        { validation: "0.2" },
        { data: { x: X, y } },
      ]),
    ).toMatchInlineSnapshot(`
      "FeedError bad-data
      fit: data must be columns by name of input, or a function that makes batches, got a list of 2; name what you give: { X, y }
      FeedError bad-data
      fit: data must be columns by name of input, or a function that makes batches, got nothing; name what you give: { X, y }
      FeedError bad-data
      fit: data must be columns by name of input, or a function that makes batches, got an NdArray; name what you give: { X, y }
      FeedError bad-data
      fit: data must be columns by name of input, or a function that makes batches, got a generator; pass the function, which is called for each pass
      FeedError bad-data
      fit: data must be columns by name of input, or a function that makes batches, got a promise; await it first
      FeedError bad-data
      fit: data must be columns by name of input, or a function that makes batches, got "data.csv"; name what you give: { X, y }
      FeedError bad-data
      fit: data must be columns by name of input, or a function that makes batches, got a Float64Array; name what you give: { X, y }
      FeedError bad-data
      fit: validation must be columns by name of input, or a function that makes batches, got a list of 2; name what you give: { X, y }
      FeedError bad-data
      fit: validation must be columns by name of input, or a function that makes batches, got "0.2"; name what you give: { X, y }
      FeedError unknown-feed
      fit: data must name inputs (X, y), got "x"; did you mean X?"
    `);
  });
});

test("fit takes all of its options together", async () => {
  const { X, y } = points();
  const { epochs } = await fit(network, {
    minimize: "loss",
    optimizer: adam(),
    data: { X, y },
    epochs: 2,
    batchSize: 7,
    lastBatch: "drop",
    shuffle: true,
    seed: 3,
    random: random(2),
    validation: { X, y },
    earlyStopping: { metric: "validation.loss", patience: 3, minDelta: 0, mode: "min" },
    restoreBest: true,
    clip: { value: 1, globalNorm: 1 },
    parameters: ["dense1.weights", "dense2.weights"],
    freeze: ["dense1.*"],
    initial: {},
    backend: "auto",
    signal: new AbortController().signal,
    onBatch: () => {},
    notices: true,
  });
  expect(epochs).toHaveLength(2);
});
