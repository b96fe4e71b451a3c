import { compile, f32, graph, matmul, wasm } from "dagrad";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wordOf, workerWord } from "../../../../../src/backends/wasm/threads/control.ts";
import { differing } from "./shared-parts.ts";

const size = 101;
const product = graph({ a: f32(size, size), b: f32(size, size) }, ({ a, b }) => ({ y: matmul(a, b) }));
const draw = (seed: number) => new Float32Array(size * size).map((_, i) => Math.sin(i + seed));
const feeds = { a: draw(1), b: draw(2) };
const expected = compile(product, { backend: wasm() }).run(feeds);

type Listener = (reason: unknown) => void;

/** A worker that never does anything; tests let it die. */
class IdleWorker {
  static readonly all: IdleWorker[] = [];
  readonly #listeners = new Map<string, Listener>();
  control: Int32Array | undefined;
  constructor() {
    IdleWorker.all.push(this);
  }
  on(event: string, listener: Listener): this {
    this.#listeners.set(event, listener);
    return this;
  }
  postMessage(message: { readonly control?: Int32Array }): void {
    this.control ??= message.control;
  }
  emit(event: string, reason: unknown): void {
    this.#listeners.get(event)?.(reason);
  }
  unref(): void {}
  terminate(): void {}
}

beforeEach(() => {
  vi.resetModules();
  IdleWorker.all.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function programOf(Worker: unknown) {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ Worker } as never);
  const own = await import("dagrad");
  return { warn, explain: own.explain, program: own.compile(own.parse(product), { backend: own.wasm({ threads: 2 }) }) };
}

test("the main thread computes all while no worker answers", async () => {
  const { program, explain, warn } = await programOf(IdleWorker);
  for (let i = 0; i < 3; i++) expect(differing(program.run(feeds), expected)).toEqual([]);
  expect(explain(program, feeds)).toMatch(/workers have computed 0 of the 3 parts/);
  expect(IdleWorker.all).toHaveLength(1);
  expect(warn).not.toHaveBeenCalled();
});

test("the main thread computes all where no worker starts, and says so once", async () => {
  const { program, warn } = await programOf(function fail() {
    throw new Error("no more threads");
  });
  for (let i = 0; i < 2; i++) expect(differing(program.run(feeds), expected)).toEqual([]);
  expect(warn.mock.calls.map(([text]) => String(text).slice(0, 60))).toEqual([
    "dagrad: threads cannot be used (Error: no more threads); one",
  ]);
});

test("the main thread computes all after a worker has died, and says so once", async () => {
  const { program, warn } = await programOf(IdleWorker);
  program.run(feeds);
  IdleWorker.all[0]?.emit("error", new Error("out of memory"));
  IdleWorker.all[0]?.emit("exit", 1);
  for (let i = 0; i < 2; i++) expect(differing(program.run(feeds), expected)).toEqual([]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(IdleWorker.all).toHaveLength(1);
});

test("a worker that dies over its part ends the run with an error after 10 s; later runs are right", async () => {
  // A thread that takes the first part that is offered, and nothing else.
  const { Worker } = await vi.importActual<typeof import("node:worker_threads")>("node:worker_threads");
  const thief = new Worker(
    `const { parentPort } = require("node:worker_threads");
     parentPort.once("message", (control) => {
       parentPort.postMessage("ready");
       while (Atomics.exchange(control, ${wordOf(1) + workerWord.open}, 0) === 0);
     });`,
    { eval: true },
  );
  const { program } = await programOf(IdleWorker);
  program.run(feeds);
  thief.postMessage(IdleWorker.all[0]?.control);
  await new Promise((ready) => thief.once("message", ready));
  // It may come too late for a part or two.
  const failing = () => {
    for (let i = 0; i < 100_000; i++) program.run(feeds);
  };
  const begin = performance.now();
  expect(failing).toThrow(expect.objectContaining({ name: "GraphError", code: "lost-thread" }));
  expect(performance.now() - begin).toBeLessThan(30_000);
  expect(differing(program.run(feeds), expected)).toEqual([]);
  await thief.terminate();
});
