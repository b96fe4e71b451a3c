import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

const here = import.meta.dirname;
const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const twoThreads = { OMP_NUM_THREADS: "2", OPENBLAS_NUM_THREADS: "2", MKL_NUM_THREADS: "2" };

/**
 * Flags of workers, in favour of a contender: V8 takes a second or more per work to replace the quick code of a library as large as
 * this one. Its best code from the start is what it reaches anyway. Not in what fresh processes are measured for.
 */
const steady = Object.fromEntries(
  ["onnxruntime-web", "onnxruntime-web-2", "dagrad-onnxruntime-web", "overhead-onnxruntime-web"].map((name) => [name, ["--no-liftoff"]]),
);

/** How to start a contender: { command, env }, with a job of fresh.mjs or as a worker. Undefined where Python has no NumPy. */
function commandOf(name, job) {
  if (name.startsWith("numpy")) {
    const python = pythonWithNumpy();
    if (python === undefined) return undefined;
    const command = [python, join(here, "contenders", "numpy-worker.py"), ...(job ? [job] : [])];
    return { command, env: name === "numpy-2" ? twoThreads : oneThread };
  }
  const script = job ? [join(here, "fresh.mjs"), name, job] : [join(here, "worker.mjs"), name];
  const flags = job && job !== "overhead" ? [] : (steady[name] ?? []);
  return { command: [process.execPath, ...flags, ...script], env: oneThread };
}

let python;

/** The interpreter itself, since a wrapper would be measured too. */
export function pythonWithNumpy() {
  python ??= ["/usr/bin/python3", "python3"].map((candidate) => {
    const { status, stdout } = spawnSync(candidate, ["-c", "import numpy, sys; print(sys.executable)"], { encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  });
  return python.find((found) => found !== undefined);
}

/** A worker that answers requests one after the other. */
export class ContenderProcess {
  #child;
  #waiting = [];
  #errors = "";
  #ended = false;
  /** What it said when it was ready, or { error }. */
  ready;

  constructor(name) {
    this.name = name;
    const found = commandOf(name);
    if (found === undefined) {
      this.#ended = true;
      this.ready = Promise.resolve({ error: "no python3 with numpy" });
      return;
    }
    const [program, ...rest] = found.command;
    this.#child = spawn(program, rest, { env: { ...process.env, ...found.env }, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr.on("data", (text) => (this.#errors = (this.#errors + text).slice(-400)));
    this.#child.stdin.on("error", () => {});
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      if (line.startsWith("@@")) this.#waiting.shift()?.(answerIn(line));
    });
    this.#child.on("close", () => {
      this.#ended = true;
      for (const answer of this.#waiting) answer({ error: this.#errors.trim().split("\n").at(-1) || "the process ended" });
    });
    this.ready = this.#next();
  }

  ask(request) {
    if (this.#ended) return Promise.resolve({ error: "the process ended" });
    const answer = this.#next();
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return answer;
  }

  end() {
    this.#child?.stdin.end();
    this.#child?.kill();
  }

  #next() {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** What a line says; of a process that ends while it writes, the last one is cut off. */
function answerIn(line) {
  try {
    return JSON.parse(line.slice(2));
  } catch {
    return { error: "the process ended in the middle of its answer" };
  }
}

/** One job of fresh.mjs: its answer, or { error }. */
export function runFresh(name, job) {
  const found = commandOf(name, job);
  if (found === undefined) return { error: "no python3 with numpy" };
  const [program, ...rest] = found.command;
  const { stdout, stderr, signal } = spawnSync(program, rest, {
    env: { ...process.env, ...found.env },
    encoding: "utf8",
    timeout: 120_000,
  });
  const line = stdout?.split("\n").find((each) => each.startsWith("@@"));
  return line ? JSON.parse(line.slice(2)) : { error: signal ? `ended by ${signal}` : stderr.trim().split("\n").at(-1) };
}
