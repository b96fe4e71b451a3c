import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { toNpy } from "../../../src/data/npy.ts";
import { toNpz } from "../../../src/data/npz.ts";
import { random } from "../../../src/data/random.ts";
import { toSafetensors } from "../../../src/data/safetensors.ts";
import { verticalData } from "../../../src/data/vertical.ts";
import { saveWeights } from "../../../src/files/index.ts";
import { fromModel } from "../../../src/model/from-model.ts";
import type { Model } from "../../../src/model/model.ts";
import { toModel } from "../../../src/model/to-model.ts";
import { compile } from "../../../src/run/compile.ts";
import { toCheckpoint } from "../../../src/train/checkpoint.ts";
import { fit } from "../../../src/train/fit.ts";
import { models, output, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const module = join(models, "trainable.mjs");
let model: Model;
let trained: Readonly<Record<"model.safetensors" | "checkpoint.safetensors", Uint8Array>>;

beforeAll(async () => {
  const { default: network, training: settings } = await import(module);
  const training = fit(network, settings());
  await training;
  trained = { "model.safetensors": toModel(training.network), "checkpoint.safetensors": toCheckpoint(training.checkpoint()) };
  model = fromModel(trained["model.safetensors"]);
});

const { X } = verticalData(4, 3, { random: random(1) });
const shown = (program: ReturnType<typeof compile>): string =>
  `probabilities: float32[12, 3] =\n${program.run({ X }, ["probabilities"]).probabilities}\n`;

/** A folder with the files of a training, X.npy, and others. */
const folderWith = (files: Readonly<Record<string, string | Uint8Array>> = {}) =>
  temporaryFolder({ ...trained, "X.npy": toNpy(X), ...files });

describe("a model file is taken wherever a model is", () => {
  test("print, check, formula, diff and draw show the graph that was trained", async () => {
    const folder = await folderWith();
    for (const line of ["print", "check", "formula --form text", "draw -o -"]) {
      expect(await output(`${line} model.safetensors`, folder)).toBe(await output([...line.split(" "), module]));
    }
    expect(await output(["diff", "model.safetensors", module], folder)).toBe("");
  });

  test("run computes with its weights what the library does, whatever the file is called", async () => {
    const folder = await folderWith();
    const expected = shown(compile(model.graph, { parameters: model.parameters }));
    expect(await output("run model.safetensors -i X=X.npy -f probabilities", folder)).toBe(expected);
    await rename(join(folder, "model.safetensors"), join(folder, "trained.bin"));
    expect(await output("run trained.bin -i X=X.npy -f probabilities", folder)).toBe(expected);
    expect(expected).not.toBe(shown(compile(model.graph)));
  });

  test("draw --trace and run --trace show the values of a run", async () => {
    const folder = await folderWith();
    expect(await output("run model.safetensors --trace -i X=X.npy -f probabilities", folder)).toContain("softmax1");
    expect(await output("draw model.safetensors --trace -i X=X.npy -i y=[0,0,0,0,1,1,1,1,2,2,2,2] -f dot", folder)).toContain("digraph");
  });

  test("a checkpoint is a model, too: the graph of its training step", async () => {
    expect(await output("print checkpoint.safetensors", await folderWith())).toMatch(/^output learningRate = /m);
  });
});

test("-p reads what dagrad writes of weights, told by content: .safetensors, .npz, a model, a checkpoint, JSON", async () => {
  const lists = Object.fromEntries(Object.entries(model.parameters).map(([id, value]) => [id, value.tolist()]));
  const folder = await folderWith({ "weights.json": JSON.stringify(lists) });
  const program = compile(model.graph, { parameters: model.parameters });
  for (const name of ["weights.safetensors", "weights.npz"]) await saveWeights(join(folder, name), program);
  for (const name of ["weights.npz", "model.safetensors"]) await writeFile(join(folder, `${name}.old`), await readFile(join(folder, name)));
  for (const file of [
    "weights.json",
    "weights.safetensors",
    "weights.npz",
    "weights.npz.old",
    "model.safetensors",
    "model.safetensors.old",
    "checkpoint.safetensors",
  ]) {
    expect(await output(["run", module, "-p", file, "-i", "X=X.npy", "-f", "probabilities"], folder), file).toBe(shown(program));
  }
  // Of a model file, weights that are named come before its own.
  await writeFile(join(folder, "zero.json"), JSON.stringify({ "dense2.biases": [0, 0, 0] }));
  const parameters = { ...model.parameters, "dense2.biases": [0, 0, 0] };
  expect(await output("run model.safetensors -p zero.json -i X=X.npy -f probabilities", folder)).toBe(
    shown(compile(model.graph, { parameters })),
  );
});

test("files that are no models, and weights of other networks, are told in one line", async () => {
  const own = fromModel(trained["model.safetensors"]);
  const square = { ...own.graph, nodes: { ...own.graph.nodes } };
  const folder = await folderWith({
    "weights.safetensors": toSafetensors({ tensors: own.parameters }),
    "weights.npz": toNpz(own.parameters),
    "text.safetensors": "weights",
    "some.npz": toNpz({ "dense1.weights": own.parameters["dense1.weights"] as never }),
    "others.npz": toNpz({ ...own.parameters, "dense3.weights": own.parameters["dense1.weights"] as never }),
    "own-op.safetensors": toSafetensors({
      tensors: own.parameters,
      metadata: { format: "dagrad/model/1", graph: JSON.stringify(square).replaceAll('"op":"relu"', '"op":"swish9"') },
    }),
  });
  expect(
    await refusals(
      [
        "check nowhere.safetensors",
        "check weights.safetensors",
        "check weights.npz",
        "check X.npy",
        "check text.safetensors",
        "check own-op.safetensors",
        "check model.safetensors --export network",
        "train model.safetensors",
        ...["some.npz", "others.npz", "X.npy", "text.safetensors"].map(
          (name) => `run model.safetensors -i X=X.npy -f probabilities -p ${name}`,
        ),
      ],
      folder,
    ),
  ).toMatchInlineSnapshot(`
    "1 dagrad: nowhere.safetensors: must be a file that can be read, got no such file or folder; correct the name
    1 dagrad: weights.safetensors: a model must have a graph, got weights alone; name the module or the graph, and give them with -p weights.safetensors
    1 dagrad: weights.npz: a model must have a graph, got weights alone; name the module or the graph, and give them with -p weights.npz
    1 dagrad: X.npy: a model must have a graph, got an array; name the model first
    1 dagrad: safetensors: text.safetensors: must be a safetensors file, got text; look at it in an editor
    1 dagrad: model: own-op.safetensors: the ops of its graph must be known, got "swish9" (node "relu1"); name the module that has them, with -p own-op.safetensors
    1 dagrad: model.safetensors: a model file holds one graph, got --export network; leave it out
    1 dagrad: model.safetensors: a model file does not say how it is trained; name the module
    1 dagrad: some.npz: "dense1.biases" must be float32[8], got none (node "dense1.biases"); load it into the network that it was saved from
    1 dagrad: others.npz: a tensor must be a parameter of the program, got "dense3.weights" (node "dense3.weights"); load it into the network that it was saved from
    1 dagrad: X.npy: weights must have names, got one array; save them as .npz, by the names of parameters
    1 dagrad: safetensors: text.safetensors: must be a safetensors file, got text; look at it in an editor
    "
  `);
});
