import { checkOptions } from "../../graph/check-options.ts";
import type { OpSet } from "../../graph/op.ts";
import { standardOps } from "../all-ops.ts";
import { reference } from "../backends/reference/reference.ts";
import { parse } from "../parse.ts";
import type { AnyCompileOptions } from "../run/compile.ts";
import type { Epoch } from "../train/fit-options.ts";
import { Training } from "../train/training.ts";
import type { Answer, Remark, Request, Start } from "./messages.ts";
import { receivedColumns, receivedState, sentArrays, sentState } from "./sent-arrays.ts";
import { sentError } from "./sent-error.ts";

export interface ServeOptions {
  /** The ops that graphs may use. Default: dagrad's own; opSet(standardOps, swishOp) adds one. */
  readonly ops?: OpSet;
  /** What trains where `fitInWorker` names no backend. Default "auto". */
  readonly backend?: AnyCompileOptions["backend"];
}

/** The other side: of a page's worker the worker's own scope, of Node's a port. */
export interface Port {
  postMessage(message: unknown): void;
  onmessage?: ((event: { readonly data: unknown }) => void) | null;
  on?(event: "message", listener: (message: unknown) => void): unknown;
}

interface Host {
  readonly process?: { getBuiltinModule?(name: "node:worker_threads"): { readonly parentPort: Port | null } | undefined };
}

/**
 * Serves the trainings that `fitInWorker` sends: for a worker file of your own, which brings what cannot be sent.
 *
 *     import { opSet, standardOps } from "dagrad";
 *     import { serve } from "dagrad/worker";
 *     import { swishOp } from "./swish.js";
 *
 *     serve({ ops: opSet(standardOps, swishOp) });
 *
 * Errors: OpError for an unknown option. Those of a training go to the other side.
 */
export function serve(options: ServeOptions = {}): void {
  checkOptions("serve", options, ["ops", "backend"]);
  const host = globalThis as unknown as Host & Port;
  const inPage = "WorkerGlobalScope" in globalThis;
  serveOn((inPage ? undefined : host.process?.getBuiltinModule?.("node:worker_threads")?.parentPort) ?? host, options);
}

/** As serve, for any port. */
export function serveOn(port: Port, options: ServeOptions = {}): void {
  const server = new Server((message) => port.postMessage(message), options);
  if (port.on !== undefined) port.on("message", (message) => void server.receive(message as Request));
  else port.onmessage = ({ data }) => void server.receive(data as Request);
}

/** One training at a time. */
class Server {
  readonly #post: (message: Answer | Remark) => void;
  readonly #options: ServeOptions;
  #training: Training | undefined;
  #epochs: AsyncIterator<Epoch> | undefined;
  #abort = new AbortController();

  constructor(post: (message: Answer | Remark) => void, options: ServeOptions) {
    this.#post = post;
    this.#options = options;
  }

  async receive(request: Request): Promise<void> {
    if (request.kind === "abort") this.#abort.abort();
    else this.#post(await this.#answer(request));
  }

  async #answer(request: Exclude<Request, { kind: "abort" }>): Promise<Answer> {
    try {
      if (request.kind === "next") return await this.#next();
      this.#training = this.#started(request);
      this.#epochs = this.#training[Symbol.asyncIterator]();
      return { kind: "ready" };
    } catch (error) {
      const training = this.#training;
      if (training === undefined) return { kind: "failed", error: sentError(error) };
      return {
        kind: "failed",
        error: sentError(error),
        state: sentState(training.state()),
        parameters: sentArrays(await training.step.read()),
      };
    }
  }

  async #next(): Promise<Answer> {
    const { value: epoch } = (await this.#epochs?.next()) ?? {};
    return { kind: "epoch", epoch, state: sentState((this.#training as Training).state()) };
  }

  #started({ network, step, options, data, validation, state, backend, batches }: Start): Training {
    const { ops = standardOps } = this.#options;
    const chosen = backend === "reference" ? reference : this.#options.backend;
    let started = false;
    const training = new Training(
      parse(network, { ops }),
      {
        ...options,
        // The step has it written out.
        optimizer: undefined as never,
        data: receivedColumns(data as Record<string, unknown>) as never,
        ...(validation !== undefined && {
          validation: (typeof validation === "object" ? receivedColumns(validation as Record<string, unknown>) : validation) as never,
        }),
        from: receivedState(state),
        ...(chosen && { backend: chosen }),
        signal: this.#abort.signal,
        ...(batches && { onBatch: (progress) => this.#post({ kind: "batch", progress }) }),
        // What is said at the start was said on the other side.
        notices: (text) => started && this.#post({ kind: "notice", text }),
      },
      parse(step, { ops }),
    );
    started = true;
    return training;
  }
}
