import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  adagrad,
  adam,
  adamw,
  argmaxAccuracy,
  batchNorm,
  cosineDecay,
  crossentropy,
  dense,
  div,
  dropout,
  type FitOptions,
  f32,
  fit,
  fromCheckpoint,
  type Graph,
  graph,
  inverseTimeDecay,
  matmul,
  mean,
  meanSquaredError,
  mul,
  type NdArray,
  random,
  randomUniform,
  reference,
  relu,
  rmsprop,
  sgd,
  softmax,
  spiralData,
  stepDecay,
  sum,
  toCheckpoint,
  toNpz,
  transpose,
  u8,
  warmUp,
} from "dagrad";
import { type TorchTraining, torch } from "dagrad/torch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonOfTorch, runPython, runsTorch } from "./run-torch.ts";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(dense(X, { units: 64 }));
  const probabilities = softmax(dense(hidden, { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
});
const normalised = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const hidden = relu(batchNorm(dense(X, { units: 16 })));
  return { loss: crossentropy(softmax(dense(hidden, { units: 3, l2: 1e-3 })), y, { reduction: "mean" }) };
});
const summed = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => ({
  loss: crossentropy(softmax(dense(X, { units: 3 })), y, { reduction: "sum" }),
}));
const points = spiralData(100, 3, { random: random(0) });
const data: Readonly<Record<string, NdArray>> = { X: points.X, y: points.y };

type Settings = Omit<FitOptions, "data">;
const whole = { minimize: "loss", batchSize: 300, shuffle: false } as const;
const batches = { minimize: "loss", batchSize: 64, seed: 5 } as const;

/** What is trained, and over how many epochs losses are compared. */
const trainings: Readonly<Record<string, readonly [net: Graph<any, any>, settings: Settings]>> = {
  "sgd, 80 steps": [network, { ...whole, optimizer: sgd({ learningRate: 1, momentum: 0.9 }), epochs: 80 }],
  "sgd of shuffled batches": [network, { ...batches, optimizer: sgd({ learningRate: 0.5, decay: 1e-2 }), epochs: 4 }],
  "Nesterov, clipped": [
    network,
    { ...batches, optimizer: sgd({ learningRate: 1, momentum: 0.5, nesterov: true }), clip: { value: 0.01, globalNorm: 0.02 }, epochs: 4 },
  ],
  adagrad: [network, { ...batches, optimizer: adagrad({ learningRate: 0.05, decay: 1e-3 }), epochs: 2 }],
  rmsprop: [
    network,
    { ...batches, optimizer: rmsprop({ learningRate: warmUp(4, stepDecay(0.01, { every: 3, factor: 0.5 })) }), epochs: 2 },
  ],
  adam: [network, { ...batches, optimizer: adam({ learningRate: inverseTimeDecay(0.01, 1e-2) }), epochs: 2 }],
  "adamw, frozen": [
    network,
    { ...batches, optimizer: adamw({ learningRate: cosineDecay(0.02, 8) }), freeze: ["dense1.*"], lastBatch: "drop", epochs: 2 },
  ],
  "normalised, with a penalty": [normalised, { ...batches, optimizer: sgd({ learningRate: 0.1 }), epochs: 4 }],
  "a sum of losses": [summed, { ...batches, optimizer: sgd({ learningRate: 1e-3 }), epochs: 4 }],
};
/** Those that two processes do, too: of 300 rows in batches of 64 every batch has an even number. */
const inParallel = ["sgd, 80 steps", "normalised, with a penalty", "a sum of losses"];

interface Trained {
  /** The loss of each epoch. */
  readonly losses: readonly number[];
}

/** Runs each script of a folder; as one of two processes it is started by torchrun. */
const running = `
import contextlib, io, json, os, sys
import torch
torch.set_num_threads(1)
dist = torch.distributed
count = int(os.environ.get("WORLD_SIZE", 1))
if count > 1:
    # One group for all scripts.
    dist.init_process_group("gloo")
    dist.init_process_group = lambda backend: None
    dist.destroy_process_group = lambda: None
results = {}
for name in json.loads(sys.argv[1]):
    said = io.StringIO()
    names = {"__name__": "script"}
    exec(compile(open(name + ".py").read(), name, "exec"), names)
    sys.argv = [name, "--from", name + ".start", "--out", f"{name}.{count}.safetensors"]
    with contextlib.redirect_stdout(said):
        names["main"]()
    losses = [line.split("loss ")[1].split(",")[0] for line in said.getvalue().splitlines()]
    results[name] = {"losses": [float(loss) for loss in losses]}
if int(os.environ.get("RANK", 0)) == 0:
    json.dump(results, open(f"results.{count}.json", "w"))
print("{}")
`;

describe.runIf(runsTorch)("a training script", () => {
  const folder = mkdtempSync(join(tmpdir(), "dagrad-torch-"));
  const expected = new Map<string, { readonly losses: readonly number[]; readonly parameters: Readonly<Record<string, NdArray>> }>();
  let alone: Readonly<Record<string, Trained>> = {};
  let both: Readonly<Record<string, Trained>> = {};

  const resultsOf = (count: number): Record<string, Trained> => JSON.parse(readFileSync(join(folder, `results.${count}.json`), "utf8"));

  beforeAll(async () => {
    writeFileSync(join(folder, "data.npz"), toNpz(data));
    writeFileSync(join(folder, "running.py"), running);
    for (const [name, [net, settings]] of Object.entries(trainings)) {
      const { epochs, minimize, optimizer, batchSize, seed, clip, freeze, lastBatch, shuffle } = settings;
      const given = { epochs, minimize, optimizer, batchSize, seed, clip, freeze, lastBatch, shuffle };
      const training = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as unknown as TorchTraining;
      writeFileSync(join(folder, `${name}.py`), torch(net, { training }));
      const fitted = fit(net, { ...settings, data, random: random(2), backend: reference, notices: false } as FitOptions);
      writeFileSync(join(folder, `${name}.start`), toCheckpoint(fitted.checkpoint()));
      const losses: number[] = [];
      for await (const { metrics } of fitted) losses.push(metrics.loss as number);
      expected.set(name, { losses, parameters: fitted.state().parameters });
    }
    runPython(running, [JSON.stringify(Object.keys(trainings))], folder);
    alone = resultsOf(1);
    const options = ["--nproc_per_node=2", "--redirects", "1", "--tee", "1", "--log_dir", folder, "--standalone"];
    const command = ["-m", "torch.distributed.run", ...options, "running.py", JSON.stringify(inParallel)];
    const { status, stderr } = spawnSync(pythonOfTorch, command, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    if (status !== 0) throw new Error(stderr);
    both = resultsOf(2);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const bytesOf = (name: string, count: number): Uint8Array => new Uint8Array(readFileSync(join(folder, `${name}.${count}.safetensors`)));
  const expectedOf = (name: string) => expected.get(name) as NonNullable<ReturnType<typeof expected.get>>;

  /** Within that of 1 + their size. */
  function expectClose(found: readonly number[] | NdArray["data"], want: readonly number[] | NdArray["data"], close: number): void {
    expect(found.length).toBe(want.length);
    const apart = Array.from(want, (one, i) => Math.abs((found[i] as number) - one) / (1 + Math.abs(one)));
    expect(apart.filter((by) => !(by <= close))).toEqual([]);
  }

  it.each(Object.keys(trainings))("has the losses of fit within 1e-6 of 1 + their size: %s", (name) => {
    expectClose(alone[name]?.losses ?? [], expectedOf(name).losses, 1e-6);
  });

  it.each(Object.keys(trainings))("writes a checkpoint that dagrad reads, parameters and optimiser state as those of fit: %s", (name) => {
    // Roundings grow: with a rate of 1 and momentum in 80 steps to 1.4e-3.
    const close = name === "sgd, 80 steps" ? 5e-3 : 1e-4;
    const { graph: step, state } = fromCheckpoint(bytesOf(name, 1));
    const { parameters } = expectedOf(name);
    expect(Object.keys(state.parameters).sort()).toEqual(Object.keys(parameters).sort());
    for (const [id, value] of Object.entries(parameters)) expectClose(state.parameters[id]?.data ?? [], value.data, close);
    expect(state.epoch).toBe((trainings[name] as readonly [Graph, Settings])[1].epochs);
    expect(Object.keys(step.updates).length).toBeGreaterThan(0);
  });

  it("writes a checkpoint that fit goes on from: the rows of the next epochs come in the order in which they would have come", async () => {
    const [net, settings] = trainings.adam as readonly [Graph<any, any>, Settings];
    const options = { ...settings, data, epochs: 4, backend: reference, notices: false };
    const straight = await fit(net, { ...options, random: random(2) } as FitOptions);
    const resumed = await fit(net, { ...options, from: fromCheckpoint(bytesOf("adam", 1)) } as FitOptions);
    const lossesOf = ({ epochs }: typeof straight): number[] => epochs.map(({ metrics }) => metrics.loss as number).slice(-2);
    expectClose(lossesOf(resumed), lossesOf(straight), 1e-5);
  });

  it.each(inParallel)("gives in two processes of torchrun what it gives in one, losses of 20 steps and more within 1e-6: %s", (name) => {
    expectClose(both[name]?.losses ?? [], alone[name]?.losses ?? [], 1e-6);
    const { parameters } = fromCheckpoint(bytesOf(name, 2)).state;
    // As above, of one process and of two.
    for (const [id, value] of Object.entries(fromCheckpoint(bytesOf(name, 1)).state.parameters)) {
      expectClose(parameters[id]?.data ?? [], value.data, name === "sgd, 80 steps" ? 5e-3 : 1e-4);
    }
  });
});

describe("a training script refuses to run in several processes", () => {
  const alone = /raise SystemExit\("one process alone can train this: [^\n]*"\)/;
  const scriptOf = (net: Graph<any, any>): string => torch(net, { training: { minimize: "loss", optimizer: sgd() } });
  const given = { X: f32("batch", 2), t: f32("batch", 1) };

  it("where the loss is a sum of rows beside a penalty, which averaged gradients would weigh otherwise", () => {
    const net = graph(given, ({ X, t }) => ({ loss: meanSquaredError(dense(X, { units: 1, l2: 0.1 }), t, { reduction: "sum" }) }));
    expect(alone.exec(scriptOf(net))?.[0]).toContain("neither the mean nor the sum");
  });

  it("where the loss is a quotient of sums", () => {
    const net = graph(given, ({ X, t }) => ({ loss: div(sum(mul(dense(X, { units: 1 }), t)), sum(t)) }));
    expect(alone.exec(scriptOf(net))?.[0]).toContain("a quotient of sums");
  });

  it("where rows are compared with each other", () => {
    const net = graph(given, ({ X }) => ({ loss: mean(matmul(dense(X, { units: 1 }), transpose(dense(X, { units: 1 })))) }));
    expect(alone.exec(scriptOf(net))?.[0]).toContain("looks at all of them");
  });

  it("where the graph draws random numbers by a counter, which would be the same in each", () => {
    const net = graph({ ...given, step: f32() }, ({ X, step }) => ({
      loss: mean(mul(dense(X, { units: 1 }), randomUniform(step, { shape: ["batch", 1] }))),
    }));
    expect(alone.exec(scriptOf(net))?.[0]).toContain("draws random numbers");
  });

  it("and not where the loss is a mean beside a penalty, or drops", () => {
    const net = graph(given, ({ X, t }) => ({ loss: meanSquaredError(dropout(dense(X, { units: 1, l2: 0.1 }), { rate: 0.5 }), t) }));
    expect(scriptOf(net)).not.toMatch(alone);
    expect(scriptOf(net)).toContain("torch.manual_seed(SEED + rank)");
  });
});
