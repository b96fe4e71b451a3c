import { GraphError } from "../../graph/errors.ts";

/** What is used of a worker, a page's or one of Node's `node:worker_threads`. */
export interface WorkerHandle {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** Declared here, since no host has all of it. */
declare const Worker: (new (url: URL | string, options: { readonly type: "module" }) => WorkerHandle) | undefined;
interface Host {
  readonly process?: {
    getBuiltinModule?(name: "node:worker_threads"): { readonly Worker: new (url: URL, options: object) => WorkerHandle };
  };
}

/** A worker that serves trainings of dagrad's own ops: dagrad-worker.js beside this file. GraphError where the host has no workers. */
export function startWorker(): WorkerHandle {
  if (typeof Worker === "undefined") return startInNode();
  try {
    // Bundlers know these very words: they bundle the file, and put its address here.
    return new Worker(new URL("./dagrad-worker.js", import.meta.url), { type: "module" });
  } catch {
    // The file may come from another host than the page, which must not start it, but may import it.
    return new Worker(importing(addressBeside(import.meta.url)), { type: "module" });
  }
}

/** Not written as above: a bundler would copy the file a second time. */
const addressBeside = (here: string): string => new URL("./dagrad-worker.js", here).href;

const importing = (address: string): string =>
  URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" }));

function startInNode(): WorkerHandle {
  const threads = (globalThis as unknown as Host).process?.getBuiltinModule?.("node:worker_threads");
  if (threads === undefined) {
    throw new GraphError(
      "fitInWorker: the host must have workers, got none (Node has them for libraries from 20.16 on); update it, or train with fit",
      { code: "no-workers", expected: "workers", actual: "none" },
    );
  }
  // The process's own options may ask for loaders, of which the built file needs none.
  return new threads.Worker(new URL("./dagrad-worker.js", import.meta.url), { execArgv: [], name: "dagrad" });
}
