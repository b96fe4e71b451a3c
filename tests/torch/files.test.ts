import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adam, array, compile, fit, fromCheckpoint, fromCsv, graph, NdArray, random, reference, toIdx, toNpy, u8 } from "dagrad";
import { torch } from "dagrad/torch";
import { describe, expect, it, test } from "vitest";
import * as spiral from "../../examples/spiral.ts";
import { torchFiles } from "../../src/cli/export/torch-files.ts";
import {
  argmaxAccuracy,
  crossentropy,
  dense,
  f32,
  i32,
  relu,
  softmax,
  standardize,
  standardScaling,
  toCheckpoint,
} from "../../src/index.ts";
import { pythonOfTorch, runPython, runsTorch } from "./run-torch.ts";

const csv = readFileSync(new URL("../../examples/flowers/flowers.csv", import.meta.url), "utf8");
const { data, names } = fromCsv(csv).select({ X: ["sepal length", "sepal width", "petal length", "petal width"], y: "species" });
const flowers = graph({ X: f32("batch", 4), y: i32("batch") }, ({ X, y }) => {
  const hidden = dense(standardize(X, standardScaling(data.X)), { units: 16, activation: relu });
  const species = softmax(dense(hidden, { units: 3 }));
  return { species, loss: crossentropy(species, y), accuracy: argmaxAccuracy(species, y) };
});
const settings = { minimize: "loss", optimizer: adam({ learningRate: 0.05 }), epochs: 3 } as const;

describe("torchFiles", () => {
  it("gives of a graph alone a class, and of a model its weights beside it", async () => {
    const { graph: net, parameters } = compile(flowers, { random: random(0) });
    expect(Object.keys((await torchFiles({ graph: net }, "flowers.json", "flowers")).files)).toEqual(["flowers.py"]);
    const { files } = await torchFiles({ graph: net, parameters }, "flowers.safetensors", "flowers");
    expect(Object.keys(files)).toEqual(["flowers.py", "flowers.safetensors"]);
    expect(files["flowers.py"]).toBe(torch(flowers));
  });

  it("gives of a module that trains a program, its data, the rows that are kept back and the start, and says what it leaves out", async () => {
    const training = { ...spiral.training(), validation: 0.2, epochs: 2, batchSize: 40, earlyStopping: { metric: "loss", patience: 3 } };
    const { files, notices } = await torchFiles({ graph: spiral.network, exports: { training } }, "spiral.ts", "spiral");
    expect(Object.keys(files)).toEqual(["spiral.py", "data.npz", "validation.npz", "start.safetensors"]);
    expect(notices).toEqual(["earlyStopping is not written: the script trains all epochs"]);
  });

  it("refuses a stream of batches", async () => {
    const training = { ...settings, data: function* () {} };
    await expect(torchFiles({ graph: flowers, exports: { training } }, "flowers.ts", "flowers")).rejects.toThrow(
      "flowers.ts: training.data must be columns to be written for PyTorch, got a stream of batches; give all rows at once",
    );
  });
});

test.runIf(runsTorch)(
  "a script reads a table as dagrad does, measures the rows that are kept back, and goes on from its own checkpoint",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "dagrad-torch-"));
    writeFileSync(join(folder, "flowers.csv"), csv);
    writeFileSync(
      join(folder, "train.py"),
      torch(flowers, {
        name: "Flowers",
        training: { ...settings, data: "flowers.csv", validation: "flowers.csv", names, from: "start.safetensors" },
      }),
    );
    const fitted = fit(flowers, { ...settings, data, validation: data, random: random(1), backend: reference });
    writeFileSync(join(folder, "start.safetensors"), toCheckpoint(fitted.checkpoint()));
    const lines: string[] = [];
    for await (const { epoch, metrics, validation } of fitted) {
      lines.push(`epoch ${epoch}: loss ${metrics.loss.toFixed(4)}`, `    validation: loss ${validation?.loss.toFixed(4)}`);
    }
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(pythonOfTorch, ["train.py", ...args], { cwd: folder, encoding: "utf8" });
      expect(stderr).toBe("");
      expect(status).toBe(0);
      return stdout.trim().split("\n");
    };
    const rounded = (line: string): string => line.replace(/loss ([\d.]+).*/, (_, loss) => `loss ${Number(loss).toFixed(4)}`);
    expect([...run("--epochs", "2"), ...run("--from", "checkpoint.safetensors")].map(rounded)).toEqual(lines);
    const { state } = fromCheckpoint(new Uint8Array(readFileSync(join(folder, "checkpoint.safetensors"))));
    expect(state.epoch).toBe(3);
    rmSync(folder, { recursive: true });
  },
);

test.runIf(runsTorch)("a script reads arrays of the MNIST family, and .npy, in the shapes of the inputs", () => {
  const net = graph({ images: f32("batch", 6), labels: u8("batch") }, ({ images, labels }) => ({
    loss: crossentropy(softmax(dense(images, { units: 3 })), labels),
  }));
  const images = new NdArray(
    Uint8Array.from({ length: 24 }, (_, i) => i),
    [4, 2, 3],
    "uint8",
  );
  const data = { images: "images-idx3-ubyte.gz", labels: "labels.npy" };
  const folder = mkdtempSync(join(tmpdir(), "dagrad-torch-"));
  writeFileSync(join(folder, data.images), toIdx(images, { gzip: true }));
  writeFileSync(join(folder, data.labels), toNpy(array([0, 2, 1, 1], "uint8")));
  writeFileSync(
    join(folder, "program.py"),
    torch(net, { training: { minimize: "loss", optimizer: adam(), data, batchSize: 2, epochs: 1 } }),
  );
  const read = `
import json, sys
sys.path.insert(0, ".")
import program
print(json.dumps({name: [str(value.dtype), value.tolist()] for name, value in program.read_data(program.FILES).items()}))
`;
  expect(runPython(read, [], folder)).toEqual({
    images: ["float32", images.reshape([4, 6]).tolist()],
    labels: ["uint8", [0, 2, 1, 1]],
  });
  rmSync(folder, { recursive: true });
});
