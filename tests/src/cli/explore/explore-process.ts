import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { ServedState } from "../../../../src/explorer/served/served.ts";

/** The built program. */
export const main = fileURLToPath(new URL("../../../../dist/node/main.js", import.meta.url));

export interface Exploring {
  readonly address: string;
  readonly child: ChildProcess;
  /** All that it has written to stderr. */
  stderr(): string;
  state(): Promise<ServedState>;
  /** The state once it is as wanted; asked for whenever the server tells of another one. */
  until(wanted: (state: ServedState) => boolean): Promise<ServedState>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

/** Starts a command of the built program that serves a page, without a browser, until the test ends; settles when it says where. */
export async function exploring(words: readonly string[], cwd: string): Promise<Exploring> {
  const environment = { ...process.env, NODE_OPTIONS: "" };
  const child = spawn(process.execPath, [main, ...words, "--no-open"], { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (data) => (stderr += data));
  const ended = new Promise<number | string | null>((done) => child.on("close", (code, signal) => done(code ?? signal)));
  const address = await new Promise<string>((done, failed) => {
    child.stdout.on("data", (data) => {
      stdout += data;
      const found = /http:\/\/\S+\//.exec(stdout)?.[0];
      if (found !== undefined) done(found);
    });
    void ended.then((code) => failed(new Error(`it ended with ${code}: ${stderr}`)));
  });
  const state = async (): Promise<ServedState> => (await fetch(`${address}state`)).json() as Promise<ServedState>;
  const until = async (wanted: (state: ServedState) => boolean): Promise<ServedState> => {
    const events = await fetch(`${address}events`);
    for await (const _ of events.body as unknown as AsyncIterable<Uint8Array>) {
      const now = await state();
      if (wanted(now)) return now;
    }
    throw new Error("the server has ended");
  };
  return { address, child, stderr: () => stderr, state, until, ended };
}
