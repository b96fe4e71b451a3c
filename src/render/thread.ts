import { Worker } from "node:worker_threads";
import type { LayoutEngine, LayoutLabels } from "./engine.ts";
import { engineFile } from "./engine-file.ts";

interface Task {
  readonly dot: string;
  readonly engine: LayoutEngine;
  readonly labels: LayoutLabels;
}

/** The picture, or why there is none: in Graphviz's words, or because time ran out. */
type Answer =
  | { readonly kind: "svg"; readonly svg: string }
  | { readonly kind: "failure"; readonly message: string }
  | { readonly kind: "timeout" };

/*
 * Every layout runs in a thread of its own, however small its graph, for three reasons.
 * A hang: no measure of the text tells it in advance (3.9 kB of random edges take 7 s, a chain of 68 kB takes 0.5 s).
 * The same bytes: Graphviz sorts clusters by the addresses of their names, so what it drew before shows in what it draws next.
 * Silence: graphviz-cli hands each graph to a thread that can be neither stopped nor silenced from outside;
 * inside this one, it ends with it and writes to its streams.
 * The price is its start, 0.1 s.
 *
 * The source is text because a worker needs a file that Node can run, and these sources are TypeScript until they are built.
 */
const source = `
const threads = require("node:worker_threads");
const { parentPort } = threads;
// graphviz-cli starts its thread from a main thread only. Nothing else lives here whom this could mislead.
threads.isMainThread = true;
// Graphviz warns about fonts that it has no widths of; nobody reads that.
process.stdout.write = process.stderr.write = () => true;

async function plain(file, dot, engine) {
  return require(file).renderGraphFromSource({ input: dot }, { format: "svg", engine });
}

async function html(file, dot, engine) {
  const viz = await require(file).instance();
  const { status, output, errors } = viz.render(dot, { format: "svg", engine });
  // A label with an error in it is left out of the picture: that is a failure here.
  const failures = errors.filter(({ level }) => level === "error");
  if (status !== "success" || failures.length > 0) throw new Error(failures.map(({ message }) => message).join(" ") || status);
  return output;
}

const draw = { plain, html };
parentPort.once("message", async ({ file, dot, engine, labels }) => {
  try {
    parentPort.postMessage({ kind: "svg", svg: await draw[labels](file, dot, engine) });
  } catch (error) {
    parentPort.postMessage({ kind: "failure", message: String(error?.message ?? error).replace(/^Error: /, "") });
  }
});
`;

/** Threads at a time, of some 20 MB each; more would only wait for a processor, while their time runs. */
const most = 4;
let running = 0;
const waiting: (() => void)[] = [];

/** Lays out in a thread that is stopped when it has answered or taken longer than `timeout` ms. */
export async function drawInThread(task: Task, timeout: number): Promise<Answer> {
  const file = engineFile(task.labels);
  if (running < most) running++;
  else await new Promise<void>((enter) => waiting.push(enter));
  const thread = new Worker(source, { eval: true, execArgv: [] });
  try {
    return await ask(thread, { file, ...task }, timeout);
  } finally {
    await thread.terminate();
    // Who waits longest takes this one's place.
    const enter = waiting.shift();
    if (enter) enter();
    else running--;
  }
}

/** Timers take a signed 32-bit number of ms, 24 days. */
const longest = 2 ** 31 - 1;

const ask = (thread: Worker, task: Task & { readonly file: string }, timeout: number): Promise<Answer> =>
  new Promise((resolve) => {
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      thread.off("message", settle).off("error", onError).off("exit", onExit);
      resolve(answer);
    };
    const onError = (error: Error): void => settle({ kind: "failure", message: error.message });
    const onExit = (code: number): void => settle({ kind: "failure", message: `its thread ended with code ${code}` });
    const timer = setTimeout(() => settle({ kind: "timeout" }), Math.min(timeout, longest));
    thread.once("message", settle).once("error", onError).once("exit", onExit);
    thread.postMessage(task);
  });
