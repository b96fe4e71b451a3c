import { perWorker, word, workerWord } from "./control.ts";

/**
 * How long a worker looks for the next call before it sleeps, in ms: about what a training step does between two groups that are
 * shared, and between two steps. Such steps then take 0.95 ms on two threads, 1.1 with a fifth of it; looking longer gains nothing.
 */
const spin = 0.1;

/**
 * What a worker does, as JavaScript: sleeps until its bell rings, computes its part of a group, sleeps again. Messages bring it
 * modules and take them away; it returns to its event loop to receive them, since nobody else can hand it a module.
 *
 * It is text because a worker needs a file that the host can run, which a bundle for pages does not have; and a function of these
 * sources would not be the same after a bundler's treatment. Functions of the host are never called by parts.
 */
export const source = `
const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
const port = node?.parentPort ?? globalThis;
const modules = new Map();
let control, first, number, received = 0;

function add({ id, module, memory }) {
  const host = { memory };
  for (const { kind, name } of WebAssembly.Module.imports(module)) if (kind === "function") host[name] = () => 0;
  modules.set(id, new WebAssembly.Instance(module, { host }).exports);
}

function compute() {
  const call = Atomics.load(control, first + ${workerWord.open});
  if (call === 0) return false;
  const part = modules.get(Atomics.load(control, ${word.module}))?.[Atomics.load(control, ${word.group}) + "/" + number];
  // Without the module the part is left to the main thread.
  if (part === undefined || Atomics.compareExchange(control, first + ${workerWord.open}, call, 0) !== call) return false;
  part();
  Atomics.store(control, first + ${workerWord.done}, call);
  Atomics.notify(control, first + ${workerWord.done});
  return true;
}

function listen(bell) {
  for (const end = performance.now() + ${spin}; performance.now() < end; )
    for (let i = 0; i < 64; i++) if (Atomics.load(control, first + ${workerWord.bell}) !== bell) return;
  Atomics.wait(control, first + ${workerWord.bell}, bell);
}

port.onmessage = ({ data }) => {
  if (data.control) [control, first, number] = [data.control, data.number * ${perWorker}, data.number];
  if (data.module) add(data);
  if (data.drop) modules.delete(data.drop);
  received++;
  while (Atomics.load(control, first + ${workerWord.posted}) === received) {
    const bell = Atomics.load(control, first + ${workerWord.bell});
    if (!compute() && Atomics.load(control, first + ${workerWord.posted}) === received) listen(bell);
  }
};
`;
