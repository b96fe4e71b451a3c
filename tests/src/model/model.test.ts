import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type AnyTensor,
  adam,
  apply,
  compile,
  defineOp,
  dense,
  f32,
  fit,
  fromModel,
  fromSafetensors,
  type Graph,
  graph,
  isDagradError,
  mul,
  opSet,
  random,
  sgd,
  standardOps,
  toModel,
  toSafetensors,
  zeros,
} from "dagrad";
import { loadCheckpoint, loadModel, loadWeights, saveCheckpoint, saveModel } from "dagrad/files";
import { describe, expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";
import { temporaryFolder } from "../cli/temporary-folder.ts";
import { classifier, points } from "../train/networks.ts";

/** square(x) = x², an op of one's own. */
const squareOp = defineOp({ name: "square", inputs: ["x"], attrs: {}, infer: ([x]) => x, definition: ([x]) => mul(x, x) });
const square = (x: AnyTensor): AnyTensor => apply(squareOp, [x]) as AnyTensor;

const network: Graph<any, any> = classifier();
const usual = { minimize: "loss", optimizer: adam(), data: { ...points() }, batchSize: 7 } as const;
const names = {
  columns: { X: ["length", "width"], y: ["species"] },
  categories: { species: ["setosa", "versicolor", "virginica"], probabilities: ["a", "b", "c"] },
};

async function trained(epochs: number, extra: object = {}) {
  const training = fit(network, { ...usual, epochs, ...extra });
  await training;
  // A training that an async function returns would be waited for.
  return { training };
}

/** The file with the metadata or tensors changed. */
function edited(bytes: Uint8Array, change: (metadata: Record<string, string>, tensors: Record<string, any>) => void): Uint8Array {
  const { metadata, tensors } = fromSafetensors(bytes);
  change(metadata as Record<string, string>, tensors);
  return toSafetensors({ metadata, tensors });
}

describe("a model", () => {
  test("comes back from its bytes, and what it computes is equal bit for bit", async () => {
    const { network: program } = (await trained(2)).training;
    const model = fromModel(toModel(program, { names }));
    expect(JSON.stringify(model.graph)).toBe(JSON.stringify(program.graph));
    expect(model.parameters).toEqual(program.parameters);
    expect(model.names).toEqual(names);
    expect(model.training).toBeUndefined();
    const { X } = points();
    const read = compile(model.graph as Graph<any, any>, { parameters: model.parameters });
    expect(read.run({ X }, ["probabilities"])).toEqual(program.run({ X }, ["probabilities"]));
  });

  test("that was read is one to save: the same bytes", async () => {
    const training = (await trained(1)).training;
    const bytes = toModel(training.network, { names, training: training.checkpoint() });
    expect(toModel(fromModel(bytes))).toEqual(bytes);
  });

  test("in a file is one safetensors file, whose tensors are the parameters under their ids", async () => {
    const path = join(await temporaryFolder(), "model.safetensors");
    const program = compile(network, { random: random(3) });
    await saveModel(path, program, { names });
    expect(await loadModel(path)).toEqual({ graph: program.graph, parameters: program.parameters, names });
    // A second reader, after the format's specification. Python's safetensors 0.8.0 has been seen to read such a file.
    const file = await readFile(path);
    const size = Number(file.readBigUInt64LE(0));
    const header = JSON.parse(file.toString("utf8", 8, 8 + size));
    const { dtype, shape } = header["dense1.weights"];
    const [begin, end] = header["dense1.biases"].data_offsets;
    const values = Array.from({ length: (end - begin) / 4 }, (_, k) => file.readFloatLE(8 + size + begin + 4 * k));
    const keys = Object.keys(header).sort();
    expect(keys).toEqual(["__metadata__", "dense1.biases", "dense1.weights", "dense2.biases", "dense2.weights"]);
    expect([dtype, shape]).toEqual(["F32", [2, 8]]);
    expect(values).toEqual([...(program.parameters["dense1.biases"]?.data ?? [])]);
  });

  test("gives its weights to a program by loadWeights, with or without a training beside them", async () => {
    const folder = await temporaryFolder();
    const training = (await trained(2, { earlyStopping: { metric: "loss" }, restoreBest: true })).training;
    for (const [name, extra] of Object.entries({ plain: {}, whole: { training: training.checkpoint() } })) {
      await saveModel(join(folder, `${name}.safetensors`), training.network, extra);
      const other = compile(network, { random: random(8) });
      await loadWeights(join(folder, `${name}.safetensors`), other);
      expect(other.parameters).toEqual(training.network.parameters);
    }
  });

  test("is where fit starts: the first values are its parameters, but for those that `initial` gives", async () => {
    const model = fromModel(toModel((await trained(2)).training.network));
    expect(fit(network, { ...usual, from: model }).network.parameters).toEqual(model.parameters);
    const initial = { "dense1.biases": zeros([8], "float32") };
    expect(fit(network, { ...usual, from: model, initial }).network.parameters).toEqual({ ...model.parameters, ...initial });
    expect(fit(network, { ...usual, from: compile(network, { parameters: model.parameters }) }).network.parameters).toEqual(
      model.parameters,
    );
  });

  test("to start from must be loaded", () => {
    const start = (from: unknown) => thrown(() => fit(network, { ...usual, from: from as never }));
    expect(start("model.safetensors")).toMatchInlineSnapshot(`
      "OpError bad-start
      fit: from must be a model, a checkpoint or a state of a training, got "model.safetensors"; load it with loadModel or loadCheckpoint"
    `);
    expect(start(loadModel("model.safetensors").catch(() => undefined))).toMatchInlineSnapshot(`
      "OpError bad-start
      fit: from must be a model, a checkpoint or a state of a training, got a promise; await it"
    `);
    expect(start(null)).toMatchInlineSnapshot(`
      "OpError bad-start
      fit: from must be a model, a checkpoint or a state of a training, got null; load it with loadModel or loadCheckpoint"
    `);
  });

  test("with a training goes on as one that was never interrupted, bit for bit, also where its own weights are the best epoch's", async () => {
    const watched = { optimizer: sgd({ learningRate: 3 }), earlyStopping: { metric: "loss", patience: 9 }, restoreBest: true } as const;
    const { training: whole } = await trained(5, watched);
    const first = fit(network, { ...usual, ...watched, epochs: 3 });
    for await (const _ of first);
    const halfway = fit(network, { ...usual, ...watched, epochs: 5 });
    let done = 0;
    for await (const _ of halfway) if (++done === 3) break;
    // The weights to predict with and those to go on with are not the same.
    const training = halfway.checkpoint();
    const model = fromModel(toModel({ graph: network, parameters: first.network.parameters, training }));
    expect(model.parameters).toEqual(first.network.parameters);
    expect(model.training?.state).toEqual(training.state);
    const second = fit(network, { ...usual, ...watched, epochs: 5, from: model });
    for await (const _ of second);
    expect(second.state()).toEqual(whole.state());
  });

  test("and a checkpoint are read by each other's readers", async () => {
    const folder = await temporaryFolder();
    const training = (await trained(2)).training;
    const checkpoint = training.checkpoint();
    await saveCheckpoint(join(folder, "checkpoint.safetensors"), checkpoint);
    await saveModel(join(folder, "model.safetensors"), training.network, { training: checkpoint });
    expect(await loadCheckpoint(join(folder, "model.safetensors"))).toEqual(checkpoint);
    const { parameters, training: read } = await loadModel(join(folder, "checkpoint.safetensors"));
    expect(parameters).toEqual(checkpoint.state.parameters);
    expect(read).toEqual(checkpoint);
  });

  test("of ops of one's own is read with them", () => {
    const own = compile(graph({ X: f32("batch", 2) }, ({ X }) => ({ y: square(dense(X, { units: 1 })) })));
    const bytes = toModel(own);
    const { graph: read, parameters } = fromModel(bytes, { ops: opSet(standardOps, squareOp) });
    const X = [[1, 2]];
    expect(compile(read as Graph<any, any>, { parameters }).run({ X })).toEqual(own.run({ X }));
    expect(thrown(() => fromModel(bytes, { name: "own.safetensors" }))).toMatchInlineSnapshot(`
      "FormatError bad-model at square1
      model: own.safetensors: the ops of its graph must be known, got "square" (node "square1"); pass { ops: opSet(standardOps, squareOp) }"
    `);
  });
});

describe("what is no model", () => {
  const program = compile(network, { random: random(3) });
  const bytes = toModel(program, { names });

  test("is refused before it is saved, with what to give", () => {
    const training = fit(network, usual);
    const refused: readonly (() => unknown)[] = [
      () => toModel(network as never),
      () => toModel(training as never),
      () => toModel("model.safetensors" as never),
      () => toModel(undefined as never),
      () => toModel(Promise.resolve(program) as never),
      () => toModel({ graph: network, parameters: {} }),
      () => toModel({ graph: network, parameters: { ...program.parameters, more: zeros([1]) } }),
      () => toModel({ graph: network, parameters: { ...program.parameters, "dense2.biases": [1, 2, 3] } } as never),
      () => toModel(program, { name: names } as never),
      () => toModel(program, { training: training.state() } as never),
      () => toModel(program, { names: { columns: { x: ["length", "width"] } } }),
      () => toModel(program, { names: { columns: { X: ["length"] } } }),
      () => toModel(program, { names: { columns: { X: ["length", "length"] } } }),
      () => toModel(program, { names: { columns: { y: ["species", "genus"] } } }),
      () => toModel(program, { names: { columns: { X: ["length", "colour"] }, categories: { colour: ["blue", "red"] } } }),
      () => toModel(program, { names: { categories: { probabilities: ["a", "b"] } } }),
      () => toModel(program, { names: { categories: { kind: ["a", "b"] } } }),
      () => toModel(program, { names: { categories: { y: [] } } }),
      () => toModel(program, { names: { classes: ["a"] } } as never),
    ];
    expect(refused.map((one) => thrown(one)).join("\n")).toMatchInlineSnapshot(`
      "FeedError bad-model
      model: a model must have a graph and parameters, got a graph, which has no weights; give a program: compile(graph), or training.network
      FeedError bad-model
      model: a model must have a graph and parameters, got a training; give its network
      FeedError bad-model
      model: a model must have a graph and parameters, got "model.safetensors"; give a program, such as training.network
      FeedError bad-model
      model: a model must have a graph and parameters, got nothing; give a program, such as training.network
      FeedError bad-model
      model: a model must have a graph and parameters, got a promise; await it
      FeedError bad-model
      model: parameter "dense1.weights" must be float32[2, 8], got nothing; give a program, such as training.network
      FeedError bad-model
      model: every tensor must be a parameter of the graph, got "more"; give a program, such as training.network
      FeedError bad-model
      model: parameter "dense2.biases" must be float32[3], got [1, 2, 3]; give a program, such as training.network
      OpError bad-option
      toModel: options must be some of { names, training }, got "name"; did you mean names?
      FeedError bad-model
      model: training must be a checkpoint, got an object; give training.checkpoint()
      FeedError bad-model at x
      model: names.columns must be those of inputs (X, y), got "x" (node "x"); correct the name
      FeedError bad-model at X
      model: the columns of "X" must fill 2 places, got 1 of length (node "X"); name each of them
      FeedError bad-model
      model: names.columns of "X" must differ, got "length" twice; rename one
      FeedError bad-model at y
      model: the columns of "y" must fill 1 places, got 2 of species, genus (node "y"); name each of them
      FeedError bad-model at X
      model: the columns of "X" must fill 2 places, got 3 of length, colour (node "X"); name each of them
      FeedError bad-model at probabilities
      model: the categories of "probabilities" must be 3, got 2 (node "probabilities"); name each of them
      FeedError bad-model
      model: names.categories must be those of columns, inputs or outputs, got "kind"; correct the name
      FeedError bad-model
      model: names.categories of "y" must be a list of texts, got []; name each of them
      FeedError bad-model
      model: names must hold columns, categories, missing, inputs, outputs and types, got "classes"; leave it out"
    `);
  });

  test("is refused where it is read, with its file", () => {
    const damaged: readonly Uint8Array[] = [
      bytes.subarray(0, 300),
      toSafetensors({ tensors: program.parameters }),
      edited(bytes, (metadata) => {
        metadata.format = "dagrad/model/2";
      }),
      edited(bytes, (metadata) => {
        delete metadata.graph;
      }),
      edited(bytes, (metadata) => {
        metadata.names = '{"columns":{"X":["length",3]}}';
      }),
      edited(bytes, (metadata) => {
        metadata.names = "{";
      }),
      edited(bytes, (metadata) => {
        metadata.names = '{"columns":{"__proto__":["a"]}}';
      }),
      edited(bytes, (_, tensors) => {
        delete tensors["dense1.biases"];
      }),
      edited(bytes, (_, tensors) => {
        tensors["dense1.biases"] = zeros([8]);
      }),
      edited(bytes, (_, tensors) => {
        tensors["dense3.biases"] = zeros([8]);
      }),
      edited(bytes, (metadata) => {
        metadata.epoch = "3";
      }),
    ];
    expect(damaged.map((one) => thrown(() => fromModel(one, { name: "iris.safetensors" }))).join("\n")).toMatchInlineSnapshot(`
      "FormatError cut-off
      safetensors: iris.safetensors: a file must be whole, got 300 bytes, of which the header alone is 2400; it was cut off: download or copy it again
      FormatError bad-model
      model: iris.safetensors: format must be "dagrad/model/1" or "dagrad/checkpoint/1", got nothing; weights alone are for loadWeights; else use a file that saveModel wrote
      FormatError bad-model
      model: iris.safetensors: format must be "dagrad/model/1" or "dagrad/checkpoint/1", got "dagrad/model/2"; use a file that saveModel wrote
      FormatError bad-model
      model: iris.safetensors: its graph must be one that was saved, got "parse: text must be JSON, got "Unexpected end of JSON input""; use a file that saveModel wrote
      FormatError bad-model
      model: iris.safetensors: names.columns of "X" must be a list of texts, got ["length", 3]; name each of them
      FormatError bad-model
      model: iris.safetensors: names must be JSON, got "{"; use a file that saveModel wrote
      FormatError bad-model at __proto__
      model: iris.safetensors: names.columns must be those of inputs (X, y), got "__proto__" (node "__proto__"); correct the name
      FormatError bad-model
      model: iris.safetensors: parameter "dense1.biases" must be float32[8], got nothing; use a file that saveModel wrote
      FormatError bad-model
      model: iris.safetensors: parameter "dense1.biases" must be float32[8], got float64[8]; use a file that saveModel wrote
      FormatError bad-model
      model: iris.safetensors: every tensor must be a parameter of the graph, got "dense3.biases"; use a file that saveModel wrote
      FormatError bad-model
      model: iris.safetensors: random must be JSON, got nothing; use a file that saveModel wrote"
    `);
    expect(fromModel(Uint8Array.from(bytes).buffer)).toEqual(fromModel(bytes));
    expect(thrown(() => fromModel("iris.safetensors" as never))).toMatchInlineSnapshot(`
      "FormatError bad-model
      model: the file: it must be given as bytes, got "iris.safetensors"; loadModel of dagrad/files reads a file"
    `);
    expect(thrown(() => fromModel(Promise.resolve(bytes) as never))).toMatchInlineSnapshot(`
      "FormatError bad-model
      model: the file: it must be given as bytes, got a promise; await them, as a Uint8Array"
    `);
    expect(thrown(() => fromModel(bytes, { op: standardOps } as never))).toMatchInlineSnapshot(`
      "OpError bad-option
      fromModel: options must be some of { ops, name }, got "op"; did you mean ops?"
    `);
  });

  test("is refused by an error of dagrad wherever bytes of its header are changed", () => {
    const source = random(20251129);
    const header = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
    for (let i = 0; i < 400; i++) {
      const changed = Uint8Array.from(bytes);
      for (let n = source.randint(1, 4); n > 0; n--) changed[source.randint(0, 8 + header)] = source.randint(0, 256);
      try {
        const model = fromModel(changed);
        expect(Object.keys(model.parameters)).toHaveLength(4);
      } catch (error) {
        if (!isDagradError(error)) throw error;
      }
    }
  });

  test("as a checkpoint is refused by what it lacks", async () => {
    const path = join(await temporaryFolder(), "model.safetensors");
    await saveModel(path, program);
    const error = await loadCheckpoint(path).catch((one: Error) => one);
    expect(String(error).replace(path, "…/model.safetensors")).toMatchInlineSnapshot(
      `"FormatError: checkpoint: …/model.safetensors: a model must hold the state of its training, got none; save it with { training: training.checkpoint() }"`,
    );
  });
});
