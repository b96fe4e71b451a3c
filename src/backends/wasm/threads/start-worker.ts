import { source } from "./source.ts";

/** A worker thread, in Node or in a page. */
export interface StartedWorker {
  post(message: unknown): void;
  stop(): void;
}

/** What of Node's `node:worker_threads` is used. */
interface NodeThreads {
  readonly Worker: new (source: string, options: object) => NodeWorker;
}
interface NodeWorker {
  postMessage(message: unknown): void;
  on(event: "error" | "exit", listener: (reason: unknown) => void): this;
  unref(): void;
  terminate(): unknown;
}

/** What of a page's `Worker` is used. */
interface PageWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
}

/** What the host may have; declared here, since no host has all of it. */
interface Host {
  readonly process?: { getBuiltinModule?(name: "node:worker_threads"): NodeThreads | undefined };
  readonly Worker?: new (url: string, options: object) => PageWorker;
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
}

const host = globalThis as unknown as Host;

/** Not imported, so that pages can load this module: asked for where there is Node 20.16 or later. */
const nodeThreads = (): NodeThreads | undefined => host.process?.getBuiltinModule?.("node:worker_threads");

const named = { name: "dagrad" };

/** Why the host cannot start threads that share memory; undefined where it can. */
export function whyNoThreads(): string | undefined {
  if (host.SharedArrayBuffer === undefined || host.crossOriginIsolated === false) return "the page is not cross-origin isolated";
  if (nodeThreads() === undefined && host.Worker === undefined) return "the host has no workers; Node has them for libraries from 20.16 on";
  return undefined;
}

/** Starts a worker, which keeps no process alive. `lost` is told why where it does not start, or ends by itself. Errors: what the host throws. */
export function startWorker(lost: (reason: string) => void): StartedWorker {
  const threads = nodeThreads();
  return threads === undefined ? startInPage(lost) : startInNode(threads, lost);
}

function startInNode({ Worker }: NodeThreads, lost: (reason: string) => void): StartedWorker {
  // The process's own options may ask for loaders, which would take time and are of no use here.
  const worker = new Worker(source, { eval: true, execArgv: [], ...named });
  worker.on("error", (error) => lost(String(error)));
  worker.on("exit", (code) => lost(`a worker ended with code ${String(code)}`));
  worker.unref();
  return { post: (message) => worker.postMessage(message), stop: () => void worker.terminate() };
}

function startInPage(lost: (reason: string) => void): StartedWorker {
  const { Worker } = host;
  if (Worker === undefined) throw new Error("the host has no workers");
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, named);
  worker.onerror = (event) => {
    event.preventDefault?.();
    lost(event.message ?? "a worker did not start");
  };
  return {
    post: (message) => worker.postMessage(message),
    stop: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
