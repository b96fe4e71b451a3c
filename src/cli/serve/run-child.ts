import { fork } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { builtFile } from "../../explorer/page-scripts.ts";
import type { Problem } from "../../explorer/served/served.ts";
import type { ExploreRequest } from "../explore/request.ts";
import { importsTo } from "./record-imports.ts";

/** What a model is, as text for the page, or what is wrong with it. */
export type Loaded = { readonly subject: string } | { readonly problem: Problem };

export interface LoadOptions {
  /** Seconds until a model that has not come to an end is given up. */
  readonly timeout: number;
  /** Called for each file that the model is made of, before it is read. */
  readonly onFile: (file: string) => void;
  /** Gets what the model prints. */
  readonly onOutput: (text: string) => void;
  readonly signal?: AbortSignal;
  /** The program that loads. */
  readonly program?: string;
}

/**
 * Loads a model in a process of its own, each time anew: what it throws, prints, loops in or ends with is its own matter. The process is over
 * when the promise settles; it never rejects but for the signal.
 */
export function loadInChild(request: ExploreRequest, options: LoadOptions): Promise<Loaded> {
  const { timeout, onFile, onOutput, signal, program = builtFile("../node/explore-child.js") } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = fork(program, [], {
      cwd: request.cwd,
      execArgv: [],
      stdio: ["ignore", "pipe", "pipe", "pipe", "ipc"],
    });
    /** The end of what it printed: where it was ended from outside, the only thing that tells why. */
    let last = "";
    const printed = (data: Buffer): void => {
      last = `${last}${data}`.slice(-2000);
      onOutput(String(data));
    };
    child.stdout?.on("data", printed);
    child.stderr?.on("data", printed);
    const files = createInterface({ input: child.stdio[importsTo] as Readable });
    files.on("line", (url) => onFile(fileURLToPath(url)));

    let loaded: Loaded | undefined;
    const problem = (message: string): Loaded => ({ problem: { message: `${request.file}: ${message}` } });
    const end = (now: Loaded): void => {
      loaded ??= now;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(() => {
      const cure = `correct a loop that does not end, or give it more time with --timeout ${6 * timeout}`;
      end(problem(`the model must load within ${timeout} s, got no end; ${cure}`));
    }, timeout * 1000);
    const abort = (): void => end(problem("the model is not wanted any more"));
    signal?.addEventListener("abort", abort);

    child.on("message", (message) => end(message as Loaded));
    child.on("error", (error) => end(problem(`the model must load, got no process: ${error.message}; make room, and save it again`)));
    child.on("close", (code, killed) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve(loaded ?? problem(`${endOf(code, killed, last)}`));
    });
    child.send(request, () => {});
  });
}

/** A process that ended without a word. */
function endOf(code: number | null, killed: NodeJS.Signals | null, printed: string): string {
  if (/heap out of memory|Allocation failed/.test(printed))
    return "the model must fit into memory, got more than there is; make it smaller";
  if (killed !== null) return `the model must load, got the process ended by ${killed}; save it again`;
  return `a model must not end the process, got process.exit(${code}); take the call out`;
}
