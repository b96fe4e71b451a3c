import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  add,
  compile,
  f32,
  type Graph,
  gradients,
  graph,
  matmul,
  mean,
  mul,
  type NdArray,
  random,
  reference,
  sum,
  toNpz,
  toSafetensors,
} from "dagrad";
import { torch } from "dagrad/torch";
import { beforeAll, describe, expect, it } from "vitest";
import * as autoencoder from "../../examples/autoencoder.ts";
import * as logistic from "../../examples/binary-logistic-regression.ts";
import * as chapter5 from "../../examples/chapter-5.ts";
import * as characterLstm from "../../examples/character-lstm.ts";
import * as characterTransformer from "../../examples/character-transformer.ts";
import * as digits from "../../examples/digits.ts";
import * as convolutional from "../../examples/fashion-convolutional.ts";
import * as fashion from "../../examples/fashion-mnist.ts";
import * as lenet from "../../examples/lenet.ts";
import * as regularisation from "../../examples/regularisation.ts";
import * as residual from "../../examples/residual.ts";
import * as siamese from "../../examples/siamese.ts";
import * as sine from "../../examples/sine-regression.ts";
import * as spiral from "../../examples/spiral.ts";
import * as text from "../../examples/text-classifier.ts";
import { runPython, runsTorch } from "./run-torch.ts";

type Feeds = Readonly<Record<string, NdArray>>;

/** Rows for each input of a graph: floats in [0, 1), class numbers below `classes`, bytes that are pixels below 256. */
function drawn(net: Graph<any, any>, rows: number, below: Readonly<Record<string, number>>): Feeds {
  const generator = random(7);
  return Object.fromEntries(
    net.inputs.map((id) => {
      const { shape, dtype } = net.nodes[id] as { shape: readonly (number | string)[]; dtype: "float32" | "float64" | "uint8" | "int32" };
      const sizes = shape.map((dim) => (typeof dim === "number" ? dim : rows));
      const values = dtype.startsWith("float") ? generator.uniform(0, 1, sizes) : generator.randint(0, below[id] ?? 256, sizes);
      return [id, (values as NdArray).astype(dtype)];
    }),
  );
}

/** Ids that Python or nn.Module have for themselves, that are a parameter and the beginning of another, and outputs of no node. */
const oddNames = graph({ torch: f32("rows", 3), lambda: f32(3) }, ({ torch: x, lambda }, g) => {
  const train = g.parameter("train", [3], { init: "ones" });
  const weights = g.parameter("train.class.weights", [3, 2], { init: "glorotUniform" });
  const twice = g.parameter("größe.x2", [2], { init: [1, 2] });
  const table = g.constant([[1, -2.5, 1e-9]], { name: "half" });
  const y = mul(matmul(mul(add(x, lambda), add(train, table)), weights), twice);
  return { loss: mean(y), F: y, "np.y": sum(y, { axis: 0 }), table, one: g.constant(-0.5), torch: x, again: y };
});

const { X, y, program } = chapter5.prepare();
const examples: Readonly<Record<string, readonly [net: Graph<any, any>, feeds: Feeds, parameters?: Feeds]>> = {
  "chapter 5": [chapter5.network, { X, y }, program.parameters],
  spiral: [spiral.network, drawn(spiral.network, 20, { y: 3 })],
  "logistic regression": [logistic.network, drawn(logistic.network, 20, { y: 2 })],
  "odd names": [oddNames, drawn(oddNames, 5, {})],
  sine: [sine.network, drawn(sine.network, 20, {})],
  regularisation: [regularisation.network, drawn(regularisation.network, 20, { y: 3 })],
  autoencoder: [autoencoder.network, drawn(autoencoder.network, 6, {})],
  digits: [digits.network, drawn(digits.network, 6, { labels: 10 })],
  residual: [residual.network, drawn(residual.network, 6, { images: 16, labels: 10 })],
  lenet: [lenet.network, drawn(lenet.network, 6, { y: 10, labels: 10 })],
  siamese: [siamese.network, drawn(siamese.network, 6, { same: 2 })],
  "character LSTM": [characterLstm.network, drawn(characterLstm.network, 2, { x: 20, y: 20 })],
  "character transformer": [characterTransformer.network, drawn(characterTransformer.network, 2, { x: 20, y: 20 })],
  "text classifier": [text.network, drawn(text.network, 6, { x: 15, y: 2 })],
  "fashion, dense": [fashion.network, drawn(fashion.network, 4, { y: 10 })],
  "fashion, convolutional": [convolutional.network, drawn(convolutional.network, 2, { y: 10 })],
};

const comparing = `
import json, os, sys
import numpy as np
import torch
torch.set_num_threads(1)
results = {}
for name in sorted(os.listdir(sys.argv[1])):
    folder = os.path.join(sys.argv[1], name)
    names = {}
    exec(open(os.path.join(folder, "network.py")).read(), names)
    network = names["Network"]().load(os.path.join(folder, "weights.safetensors")).eval()
    feeds = np.load(os.path.join(folder, "feeds.npz"))
    expected = np.load(os.path.join(folder, "expected.npz"))
    found = network(*[torch.from_numpy(feeds[id]) for id in json.load(open(os.path.join(folder, "inputs.json")))])
    loss = found.get("loss")
    if loss is not None:
        loss.backward()
    values = {id: value.detach().numpy() for id, value in found.items()}
    ids = getattr(network, "ids", {})
    values.update({"d." + ids.get(id, id): w.grad.numpy() for id, w in network.named_parameters() if w.grad is not None})
    difference = {}
    for id, value in values.items():
        want = expected[id]
        if value.shape != want.shape or value.dtype != want.dtype:
            difference[id] = "%s%s for %s%s" % (value.dtype, value.shape, want.dtype, want.shape)
        else:
            difference[id] = float(np.max(np.abs(value.astype(np.float64) - want) / (1 + np.abs(want)), initial=0))
    # Without memory, on a device of its own: what is made on another one would not fit in.
    given = [torch.from_numpy(feeds[id]).to("meta") for id in json.load(open(os.path.join(folder, "inputs.json")))]
    one_hot = torch.nn.functional.one_hot
    # PyTorch's own looks at the numbers.
    torch.nn.functional.one_hot = lambda x, depth: x.unsqueeze(-1).expand(*x.shape, depth)
    try:
        elsewhere = [id for id, value in network.to("meta")(*given).items() if value.device.type != "meta" and value.dim() > 0]
    except (RuntimeError, NotImplementedError) as error:
        elsewhere = [str(error).splitlines()[0]]
    torch.nn.functional.one_hot = one_hot
    results[name] = {"elsewhere": elsewhere, "difference": difference, "missing": sorted(set(expected.files) - set(values)), "loss": None if loss is None else loss.item()}
print(json.dumps(results))
`;

interface Compared {
  readonly difference: Readonly<Record<string, number | string>>;
  readonly missing: readonly string[];
  /** Outputs that do not lie where the inputs and parameters do, or what says so. */
  readonly elsewhere: readonly string[];
  readonly loss: number | null;
}

describe.runIf(runsTorch)("a network of the examples in PyTorch", () => {
  let results: Readonly<Record<string, Compared>> = {};
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "dagrad-torch-"));
    for (const [name, [net, feeds, given]] of Object.entries(examples)) {
      const own = join(folder, name);
      mkdirSync(own);
      const hasLoss = Object.hasOwn(net.outputs, "loss");
      const slopes = hasLoss ? gradients(net, { of: "loss" }) : net;
      const run = compile(slopes as Graph<any, any>, { backend: reference, random: random(3), ...(given && { parameters: given }) });
      writeFileSync(join(own, "network.py"), torch(net));
      writeFileSync(join(own, "weights.safetensors"), toSafetensors({ tensors: run.parameters }));
      writeFileSync(join(own, "inputs.json"), JSON.stringify(net.inputs));
      writeFileSync(join(own, "feeds.npz"), toNpz(feeds));
      writeFileSync(join(own, "expected.npz"), toNpz(run.run(feeds) as Record<string, NdArray>));
    }
    results = runPython(comparing, [folder]) as typeof results;
    rmSync(folder, { recursive: true });
  }, 120_000);

  it("of chapter 5 has the book's loss, to the bit", () => {
    const expected = program.run({ X, y }).loss.data[0] as number;
    expect(Math.fround(results["chapter 5"]?.loss ?? Number.NaN)).toBe(expected);
    expect(expected.toFixed(7)).toBe("1.0986104");
  });

  it.each(Object.keys(examples))("%s gives what the reference gives, outputs and gradients, within 1e-6 of 1 + their size", (name) => {
    const { difference, missing, elsewhere } = results[name] as Compared;
    expect(elsewhere).toEqual([]);
    expect(Object.entries(difference).filter(([, by]) => !((by as number) <= 1e-6))).toEqual([]);
    expect(missing).toEqual([]);
  });

  it("of chapter 5 has gradients within 1e-7", () => {
    const slopes = Object.entries(results["chapter 5"]?.difference ?? {}).filter(([id]) => id.startsWith("d."));
    expect(slopes.length).toBe(4);
    for (const [, by] of slopes) expect(by).toBeLessThanOrEqual(1e-7);
  });
});
