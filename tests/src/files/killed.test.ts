import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { adam, fit, type Graph, random } from "dagrad";
import { loadCheckpoint } from "dagrad/files";
import { expect, onTestFinished, test } from "vitest";
import { bundled } from "../../own-process.ts";
import { temporaryFolder } from "../cli/temporary-folder.ts";
import { classifier, points } from "../train/networks.ts";

const epochs = 40;

/** The training of this test as a program of its own: goes on from the file where there is one, and saves after each epoch. */
const program = `
import { existsSync } from "node:fs";
import { adam, fit, random } from "dagrad";
import { loadCheckpoint, saveCheckpoint } from "dagrad/files";
import { classifier, points } from "./tests/src/train/networks.ts";

const [, , path] = process.argv;
const from = existsSync(path) ? { from: await loadCheckpoint(path) } : {};
const options = { data: { ...points() }, minimize: "loss", optimizer: adam({ decay: 0.01 }), batchSize: 4, seed: 3, random: random(1) };
const training = fit(classifier(), { ...options, epochs: ${epochs}, ...from });
for await (const { epoch } of training) {
  await saveCheckpoint(path, training.checkpoint());
  process.stdout.write("saved " + epoch + "\\n");
}
`;

/** Runs the program and kills it some ms after it has saved so often; true where it was done before. */
function runAndKill(main: string, path: string, saves: number, delay: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, path], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NODE_OPTIONS: "" } });
    let [seen, errors] = [0, ""];
    child.stderr.on("data", (data) => {
      errors += data;
    });
    child.stdout.on("data", (data) => {
      seen += String(data).split("\n").length - 1;
      if (seen >= saves) setTimeout(() => child.kill("SIGKILL"), delay);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve(false);
      else if (code === 0) resolve(true);
      else reject(new Error(errors));
    });
  });
}

test(`a training that is killed with SIGKILL at random moments ends, after ${epochs} epochs, as the uninterrupted one, bit for bit`, async () => {
  const { file: main, remove } = await bundled(program);
  onTestFinished(remove);
  const folder = await temporaryFolder();
  const path = join(folder, "last.safetensors");
  const chance = random(8);
  let kills = 0;
  let done = 0;
  while (!(await runAndKill(main, path, chance.randint(1, 7), chance.uniform(0, 6)))) {
    kills++;
    // Whatever the moment, the file is whole, and no epoch that was saved is lost.
    const { state } = await loadCheckpoint(path);
    expect(state.epoch).toBeGreaterThanOrEqual(done);
    done = state.epoch;
  }
  expect(kills).toBeGreaterThanOrEqual(4);
  const options = { data: { ...points() }, minimize: "loss", optimizer: adam({ decay: 0.01 }), batchSize: 4, seed: 3, random: random(1) };
  const whole = fit(classifier() as Graph<any, any>, { ...options, epochs });
  for await (const _ of whole);
  expect((await loadCheckpoint(path)).state).toEqual(whole.state());
  const left = (await readdir(folder)).filter((name) => name !== "last.safetensors");
  // The last process swept what those before it left.
  expect(left).toEqual([]);
}, 120_000);
