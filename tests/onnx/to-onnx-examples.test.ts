import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, type Graph, type NdArray, random, reference, sgd, trainStep } from "dagrad";
import { toOnnx } from "dagrad/onnx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { network as autoencoder } from "../../examples/autoencoder.ts";
import { network as logistic } from "../../examples/binary-logistic-regression.ts";
import { network as chapter5 } from "../../examples/chapter-5.ts";
import { network as characterLstm } from "../../examples/character-lstm.ts";
import { network as transformer } from "../../examples/character-transformer.ts";
import { network as digits } from "../../examples/digits.ts";
import edited from "../../examples/editing.ts";
import { network as fashionConvolutional } from "../../examples/fashion-convolutional.ts";
import { network as fashion } from "../../examples/fashion-mnist.ts";
import { network as figure } from "../../examples/fig-1.13.ts";
import { network as lenet } from "../../examples/lenet.ts";
import { layer, neuron } from "../../examples/neuron-and-layer.ts";
import { network as regularisation } from "../../examples/regularisation.ts";
import { network as residual } from "../../examples/residual.ts";
import { network as siamese } from "../../examples/siamese.ts";
import { network as sine } from "../../examples/sine-regression.ts";
import { network as spiral } from "../../examples/spiral.ts";
import { network as textClassifier } from "../../examples/text-classifier.ts";
import { inOnnxRuntime, lacksOnnxRuntime } from "./onnxruntime.ts";
import { unlike } from "./op-cases.ts";

const networks: Readonly<Record<string, Graph<any, any>>> = {
  autoencoder,
  logistic,
  chapter5,
  characterLstm,
  transformer,
  digits,
  fashionConvolutional,
  fashion,
  lenet,
  edited,
  figure,
  neuron,
  layer,
  regularisation,
  residual,
  siamese,
  sine,
  spiral,
  textClassifier,
};

/** What a network may be fed: three of each size that is a name, numbers around 0, and labels and words that every vocabulary has. */
function feedsOf(network: Graph): Record<string, NdArray> {
  const source = random(11);
  return Object.fromEntries(
    network.inputs.map((id) => {
      const { shape, dtype } = network.nodes[id] as { shape: readonly (number | string)[]; dtype: "float32" };
      const sizes = shape.map((dim) => (typeof dim === "number" ? dim : 3));
      const numbers = dtype.startsWith("float") ? source.normal(0, 1, sizes) : source.randint(0, 2, sizes);
      return [id, numbers.astype(dtype)];
    }),
  );
}

const programOf = (network: Graph) => compile(network, { random: random(3), backend: reference });
/** Dropout draws numbers in a training step, which is refused: to-onnx-errors.test.ts. The op of examples/custom-op.ts, too. */
const drawing = ["fashionConvolutional", "regularisation"];
const trained = Object.entries(networks).filter(([name, { outputs }]) => "loss" in outputs && !drawing.includes(name));

const tolerances = { float32: 1e-5, float64: 1e-6 };

describe.skipIf(lacksOnnxRuntime)("the example in ONNX Runtime:", () => {
  it.each(Object.entries(networks))("%s", async (_, network) => {
    const [program, feeds] = [programOf(network), feedsOf(network)];
    const model = await inOnnxRuntime(toOnnx(program));
    expect(unlike(await model.run(feeds), program.run(feeds as never) as never, tolerances)).toEqual([]);
  });

  it.each(trained)("a step of %s", async (_, network) => {
    const step = programOf(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.01 }) }));
    const feeds = feedsOf(network);
    const model = await inOnnxRuntime(toOnnx(step));
    const results = await model.run({ ...feeds, ...step.parameters });
    step.run(feeds as never);
    const next = Object.fromEntries(Object.entries(step.parameters).filter(([id]) => Object.hasOwn(step.graph.updates, id)));
    const found = Object.fromEntries(Object.keys(next).map((id) => [id, results[`${id}:next`] as NdArray]));
    expect(unlike(found, next, tolerances)).toEqual([]);
  });
});

const python = "/usr/bin/python3";
const lacksChecker = spawnSync(python, ["-c", "import onnx"]).status !== 0;
if (lacksChecker) {
  const missing = "python3-onnx is not installed: what onnx.checker says of files is not asked; apt-get install python3-onnx";
  if (process.env.CI) throw new Error(missing);
  console.warn(missing);
}

describe.skipIf(lacksChecker)("onnx.checker, with types and shapes inferred, finds nothing wrong with", () => {
  const folder = mkdtempSync(join(tmpdir(), "dagrad-onnx-"));
  const said = new Map<string, unknown>();
  beforeAll(() => {
    for (const [name, network] of Object.entries(networks)) writeFileSync(join(folder, `${name}.onnx`), toOnnx(programOf(network)));
    for (const [name, network] of trained) {
      const step = programOf(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.01 }) }));
      writeFileSync(join(folder, `${name}-step.onnx`), toOnnx(step));
    }
    const all = [...Object.keys(networks), ...trained.map(([name]) => `${name}-step`)];
    const { stdout } = spawnSync(python, [join(import.meta.dirname, "checker.py"), ...all.map((name) => join(folder, `${name}.onnx`))], {
      encoding: "utf8",
    });
    for (const [i, line] of stdout.trim().split("\n").entries()) said.set(all[i] as string, JSON.parse(line));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([...Object.keys(networks), ...trained.map(([name]) => `${name}-step`)])("%s", (name) => {
    expect(said.get(name)).toEqual({ path: join(folder, `${name}.onnx`), untyped: [] });
  });
});
