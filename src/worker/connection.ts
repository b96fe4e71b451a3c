import { GraphError } from "../../graph/errors.ts";
import type { Answer, Remark, Request } from "./messages.ts";
import type { WorkerHandle } from "./start-worker.ts";

/** How a worker of Node is listened to, and kept from holding up the end of the process. */
interface NodeWorker extends WorkerHandle {
  on(event: "message" | "error" | "exit" | "messageerror", listener: (value: unknown) => void): unknown;
}
interface PageWorker extends WorkerHandle {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onmessageerror: (() => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
}
interface Referenced {
  ref?(): void;
  unref?(): void;
}

/** Asks a worker, one question after the other. A process may end while nothing is asked. */
export class Connection {
  readonly #worker: WorkerHandle & Referenced;
  #asked: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined;
  #lost: Error | undefined;

  constructor(worker: WorkerHandle, remarked: (remark: Remark) => void) {
    this.#worker = worker;
    const received = (message: unknown): void => {
      const { kind } = message as Answer | Remark;
      if (kind === "batch" || kind === "notice") remarked(message as Remark);
      else this.#settle()?.resolve(message as Answer);
    };
    const lost = (reason: string): void => {
      this.#lost ??= lostWorker(reason);
      this.#settle()?.reject(this.#lost);
    };
    if ("on" in worker) {
      const node = worker as NodeWorker;
      node.on("message", received);
      node.on("messageerror", () => lost("a message that cannot be read"));
      node.on("error", (error) => lost(String((error as Error)?.message ?? error)));
      node.on("exit", (code) => lost(`its end with code ${String(code)}`));
    } else {
      const page = worker as PageWorker;
      page.onmessage = ({ data }) => received(data);
      page.onmessageerror = () => lost("a message that cannot be read");
      page.onerror = (event) => {
        event.preventDefault?.();
        // A file that cannot be loaded is an event without a text.
        lost(event.message || "no answer from its file");
      };
    }
    this.#worker.unref?.();
  }

  /** What the worker answers. GraphError where it is lost. */
  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(this.#lost);
        return;
      }
      this.#asked = { resolve, reject };
      this.#worker.ref?.();
      this.#worker.postMessage(request);
    });
  }

  /** Says what needs no answer. */
  tell(request: Request): void {
    this.#worker.postMessage(request);
  }

  end(): void {
    this.#worker.terminate();
  }

  #settle() {
    const asked = this.#asked;
    this.#asked = undefined;
    this.#worker.unref?.();
    return asked;
  }
}

const lostWorker = (reason: string): GraphError =>
  new GraphError(
    `fitInWorker: the worker must load and stay until training ends, got ${reason}; serve dagrad-worker.js beside the page's scripts and allow it by worker-src, or pass { worker } that starts a file of your own (docs/browser.md)`,
    { code: "lost-worker", expected: "an answer", actual: reason },
  );
