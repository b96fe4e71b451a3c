import { Worker } from "node:worker_threads";
import { engineFile, type LayoutEngine, type LayoutLabels } from "./engine.ts";

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
 * Every layout runs in a thread, however small its graph: no measure of the text tells a hang in advance
 * (3.9 kB of random edges take 7 s, a chain of 68 kB takes 0.5 s), and a thread that is warm costs nothing:
 * 0.3 ms for a small graph, as much as calling graphviz-cli directly, which hands each graph to a thread of its own.
 * That one can be neither stopped nor silenced from outside; inside this one it ends with it, and writes to its streams.
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

let viz;
async function html(file, dot, engine) {
  viz ??= await require(file).instance();
  const { status, output, errors } = viz.render(dot, { format: "svg", engine });
  // A label with an error in it is left out of the picture: that is a failure here.
  const failures = errors.filter(({ level }) => level === "error");
  if (status !== "success" || failures.length > 0) throw new Error(failures.map(({ message }) => message).join(" ") || status);
  return output;
}

const draw = { plain, html };
parentPort.on("message", async ({ file, dot, engine, labels }) => {
  try {
    parentPort.postMessage({ kind: "svg", svg: await draw[labels](file, dot, engine) });
  } catch (error) {
    parentPort.postMessage({ kind: "failure", message: String(error?.message ?? error).replace(/^Error: /, "") });
  }
});
`;

/** A thread that has nothing to do and does not keep the process alive. */
let idle: Worker | undefined;

function startThread(): Worker {
  const thread = new Worker(source, { eval: true, execArgv: [] });
  const forget = (): void => {
    if (idle === thread) idle = undefined;
  };
  return thread.on("error", forget).on("exit", forget);
}

/** Lays out in a thread that is stopped when it fails or takes longer than `timeout` ms, and kept for the next graph otherwise. */
export async function drawInThread(task: Task, timeout: number): Promise<Answer> {
  const file = engineFile(task.labels);
  const thread = idle ?? startThread();
  idle = undefined;
  thread.ref();
  const answer = await ask(thread, { file, ...task }, timeout);
  if (answer.kind === "svg" && idle === undefined) {
    idle = thread;
    thread.unref();
  } else {
    await thread.terminate();
  }
  return answer;
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
