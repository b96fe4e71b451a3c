import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { fromCheckpoint } from "../../../src/train/checkpoint.ts";
import { lacks } from "../../lacks.ts";
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
    onTestFinished(() => void child.kill("SIGKILL"));
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

const weights = async (folder: string): Promise<string> => (await readFile(join(folder, "model.safetensors"))).toString("base64");

const noSignals = lacks("POSIX", "signals, and of what other processes are");

const hasBegun = (stdout: string): boolean => stdout.includes("epoch");

beforeAll(() => {
  if (!existsSync(main)) throw new Error("the program is not built; run npm run build, as npm test does");
});

const endless = (out: string, ...more: string[]): string[] => [model, "--epochs", "1000000", "--out", out, "--no-report", ...more];

const epochIn = async (folder: string): Promise<number> =>
  fromCheckpoint(await readFile(join(folder, "checkpoint.safetensors"))).state.epoch;

/** What ended is a training that was asked to, and can be gone on with. */
async function expectSaved({ code, stderr }: Ended, wanted: number, folder: string): Promise<void> {
  expect({ code, stderr: stderr.replace(/\d+/, "…") }).toEqual({
    code: wanted,
    stderr: "interrupted after epoch …; go on with --resume out/checkpoint.safetensors\n",
  });
  expect(await epochIn(join(folder, "out"))).toBeGreaterThan(0);
  expect((await readdir(join(folder, "out"))).sort()).toEqual(["checkpoint.safetensors", "history.json", "model.safetensors"]);
}

// 128 and the signal's number, as POSIX shells report it.
test.skipIf(noSignals).each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s ends a training with %i and a checkpoint to go on from", async (signal, code) => {
  const folder = await temporaryFolder();
  let sent = false;
  const ended = await train(endless("out"), folder, (stdout, child) => {
    if (!sent && hasBegun(stdout)) sent = child.kill(signal);
  });
  await expectSaved(ended, code, folder);
});

test.skipIf(noSignals)("signals in series are one: Ctrl-C that npm hands on again, a terminal that goes with its shell", async () => {
  for (const [signals, code] of [
    [["SIGINT", "SIGINT"], 130],
    [["SIGHUP", "SIGHUP", "SIGTERM"], 129],
  ] as const) {
    const folder = await temporaryFolder();
    let sent = false;
    const ended = await train(endless("out"), folder, (stdout, child) => {
      if (sent || !hasBegun(stdout)) return;
      sent = true;
      for (const [i, signal] of signals.entries()) setTimeout(() => child.kill(signal), 3 * i);
    });
    // Which of those that come at the same time is first is the system's.
    const first = signals.includes("SIGINT" as never) ? code : ended.code === 143 ? 143 : code;
    await expectSaved(ended, first, folder);
  }
});

test.skipIf(noSignals)("SIGTERM saves a training that waits for data, too", async () => {
  const folder = await temporaryFolder({
    "slow.mjs": `import graph, { training as made } from ${JSON.stringify(pathToFileURL(model).href)};
      const { data, validation, ...whole } = made();
      let epoch = 0;
      async function* batches() {
        yield { X: [[0, 1]], y: [0] };
        if (++epoch > 2) await new Promise((resolve) => setTimeout(resolve, 1e6));
      }
      export default graph;
      export const training = { ...whole, data: batches };`,
  });
  const line = ["slow.mjs", "--epochs", "4", "--out", "out", "--no-report"];
  let sent = false;
  const ended = await train(line, folder, (stdout, child) => {
    if (!sent && stdout.includes("epoch 2")) sent = child.kill("SIGTERM");
  });
  await expectSaved(ended, 143, folder);
  expect(await epochIn(join(folder, "out"))).toBe(2);
});

test("a reader that closes the pipe ends a training with 141 and a checkpoint, too", async () => {
  const folder = await temporaryFolder();
  const ended = await train([...endless("out"), "--epochs", "100000"], folder, (stdout, child) => {
    if (hasBegun(stdout)) child.stdout?.destroy();
  });
  await expectSaved(ended, 141, folder);
});

test.skipIf(noSignals)(
  "a second training into a folder in use is refused, and harms nothing; after kill -9 of the first it is not",
  async () => {
    const folder = await temporaryFolder();
    let second: Promise<Ended> | undefined;
    const first = await train(endless("out", "--checkpoint-every", "1"), folder, (stdout, child) => {
      if (second !== undefined || !hasBegun(stdout)) return;
      second = train([model, "--epochs", "1", "--out", "./out", "--no-report"], folder);
      const kill = async (): Promise<void> => {
        // However slow the disk is, there must be something that the second one could have harmed.
        while ((await epochIn(join(folder, "out")).catch(() => 0)) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        child.kill("SIGKILL");
      };
      second.then(kill);
    });
    expect(first.signal).toBe("SIGKILL");
    const { code, stdout, stderr } = await (second as Promise<Ended>);
    expect({ code, stdout, stderr: stderr.replace(/process \d+/, "process …") }).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "dagrad: ./out: a folder must be written by one training at a time, got process … at it; wait for it, or choose another --out
    ",
      "stdout": "",
    }
  `);
    expect(await readdir(join(folder, "out"))).toContain("training.lock");
    expect(await epochIn(join(folder, "out"))).toBeGreaterThan(1);
    expect((await train([model, "--epochs", "1", "--out", "out", "--no-report"], folder)).code).toBe(0);
    expect(await readdir(join(folder, "out"))).not.toContain("training.lock");
  },
);

test.skipIf(noSignals)("of four trainings that find what a killed one left, one takes the folder", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "out"));
  await writeFile(join(folder, "out/training.lock"), JSON.stringify({ pid: 2 ** 22 + 1, place: "", start: "", id: "" }));
  const then = new Date(Date.now() - 3_600_000);
  await utimes(join(folder, "out/training.lock"), then, then);
  let running = 4;
  const ended = await Promise.all(
    Array.from({ length: 4 }, () => {
      let child: ChildProcess | undefined;
      const one = train(endless("out"), folder, (_, started) => {
        child ??= started;
        if (running === 1) child.kill("SIGTERM");
      });
      one.then(() => running--);
      return one;
    }),
  );
  expect(ended.map(({ code }) => code).sort()).toEqual([1, 1, 1, 143]);
});

test("kill -9 leaves a whole checkpoint; going on from it gives the bits of an unbroken run", async () => {
  const folder = await temporaryFolder();
  let waiting = false;
  const { signal } = await train(endless("killed", "--checkpoint-every", "1"), folder, (stdout, child) => {
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
  expect({ code, stderr: stderr.replace(/: .*;/, ": …;") }).toEqual({
    code: 0,
    stderr: "done after epoch 10000: …; wrote out\npredict with it: dagrad predict out/model.safetensors --input X=X.npy\n",
  });
  expect(Number(/accuracy ([\d.]+)/.exec(stderr)?.[1])).toBeGreaterThanOrEqual(0.95);
  const boundary = await readFile(join(folder, "out/decision-boundary.svg"), "utf8");
  for (const name of ["class 0", "class 1", "class 2"]) expect(boundary).toContain(`>${name}</text>`);
});
