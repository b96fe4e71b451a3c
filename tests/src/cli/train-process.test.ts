import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { fromCheckpoint } from "../../../src/train/checkpoint.ts";
import { models } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/*
 * The built program, interrupted and killed from outside.
 */

const main = fileURLToPath(new URL("../../../dist/node/main.js", import.meta.url));
const model = join(models, "trainable.mjs");

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `dagrad train`; `onLine` is called with all of stdout so far. */
function train(words: readonly string[], cwd: string, onLine: (stdout: string, child: ChildProcess) => void = () => {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, NODE_OPTIONS: "" };
    const child = spawn(process.execPath, [main, "train", ...words], { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => {
      stdout += data;
      onLine(stdout, child);
    });
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

const weights = async (folder: string): Promise<string> => (await readFile(join(folder, "weights.safetensors"))).toString("base64");

const hasBegun = (stdout: string): boolean => stdout.includes("epoch");

beforeAll(() => {
  if (!existsSync(main)) throw new Error("the program is not built; run npm run build, as npm test does");
});

test("SIGINT ends a training with 130 and a checkpoint to go on from", async () => {
  const folder = await temporaryFolder();
  let sent = false;
  const { code, stderr } = await train([model, "--epochs", "1000000", "--out", "out", "--no-report"], folder, (stdout, child) => {
    if (!sent && hasBegun(stdout)) sent = child.kill("SIGINT");
  });
  expect({ code, stderr: stderr.replace(/\d+/, "…") }).toEqual({
    code: 130,
    stderr: "interrupted after epoch …; go on with --resume out/checkpoint.safetensors\n",
  });
  const { state } = fromCheckpoint(await readFile(join(folder, "out/checkpoint.safetensors")));
  expect(state.epoch).toBeGreaterThan(0);
});

test("kill -9 leaves a whole checkpoint; going on from it gives the bits of an unbroken run", async () => {
  const folder = await temporaryFolder();
  const endless = [model, "--epochs", "1000000", "--checkpoint-every", "1", "--out", "killed", "--no-report"];
  let waiting = false;
  const { signal } = await train(endless, folder, (stdout, child) => {
    if (waiting || !hasBegun(stdout)) return;
    waiting = true;
    // The first line is that of epoch 1; by then or a little later its checkpoint is there.
    const kill = (): void => {
      if (existsSync(join(folder, "killed/checkpoint.safetensors"))) child.kill("SIGKILL");
      else setTimeout(kill, 5);
    };
    kill();
  });
  expect(signal).toBe("SIGKILL");
  const { state } = fromCheckpoint(await readFile(join(folder, "killed/checkpoint.safetensors")));
  const last = String(state.epoch + 4);
  const go = (...more: string[]) => train([model, "--epochs", last, "--no-report", ...more], folder);
  expect((await go("--out", "killed", "--resume", "killed/checkpoint.safetensors")).code).toBe(0);
  expect((await go("--out", "whole")).code).toBe(0);
  expect(await weights(join(folder, "killed"))).toBe(await weights(join(folder, "whole")));
});

test("the spiral example reaches 95% of its points within 10,000 epochs, with a decision boundary to print", {
  timeout: 300_000,
}, async () => {
  const folder = await temporaryFolder();
  const example = fileURLToPath(new URL("../../../examples/spiral.ts", import.meta.url));
  const { code, stderr } = await train([example, "--out", "out"], folder);
  expect({ code, stderr: stderr.replace(/: .*;/, ": …;") }).toEqual({ code: 0, stderr: "done after epoch 10000: …; wrote out\n" });
  expect(Number(/accuracy ([\d.]+)/.exec(stderr)?.[1])).toBeGreaterThanOrEqual(0.95);
  const boundary = await readFile(join(folder, "out/decision-boundary.svg"), "utf8");
  for (const name of ["class 0", "class 1", "class 2"]) expect(boundary).toContain(`>${name}</text>`);
});
