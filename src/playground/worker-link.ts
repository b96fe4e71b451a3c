import { startWorker } from "./own-script.ts";
import type { Answer, Question } from "./protocol.ts";

/**
 * The page's side of its worker. One question is open at a time; of what is wished meanwhile the newest of each kind is asked next, a new
 * build first. So nothing is queued, and nothing is late.
 */
export class WorkerLink {
  readonly #listen: (answer: Answer) => void;
  #worker: Worker | undefined;
  #isLarger = false;
  #isBusy = false;
  readonly #wishes = new Map<Question["kind"], Question>();

  constructor(listen: (answer: Answer) => void) {
    this.#listen = listen;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  ask(question: Question): void {
    // What was wished of the network before is not meant for the new one.
    if (question.kind === "build") this.#wishes.clear();
    this.#wishes.set(question.kind, question);
    this.#next();
  }

  /** Ends the worker; what it was asked stays without an answer. */
  close(): void {
    this.#wishes.clear();
    this.#worker?.terminate();
  }

  #next(): void {
    if (this.#isBusy) return;
    const kind = (["build", "set", "train", "backward", "look"] as const).find((wish) => this.#wishes.has(wish));
    if (kind === undefined) return;
    const question = this.#wishes.get(kind) as Question;
    this.#wishes.delete(kind);
    this.#isBusy = true;
    this.#send(question);
  }

  #send(question: Question): void {
    const larger =
      question.kind === "build" && (question.given !== undefined || question.settings.layers.some(({ dropout }) => dropout > 0));
    if (this.#worker === undefined || (larger && !this.#isLarger)) {
      this.#worker?.terminate();
      this.#isLarger = larger;
      this.#worker = startWorker(larger);
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#receive(data);
      this.#worker.onerror = ({ message }) => this.#receive({ kind: "failed", message: message || "the worker could not start" });
    }
    this.#worker.postMessage(question);
  }

  #receive(answer: Answer): void {
    // After "built" its first state comes by itself.
    if (answer.kind !== "built") this.#isBusy = false;
    this.#listen(answer);
    if (answer.kind !== "built") this.#next();
  }
}
