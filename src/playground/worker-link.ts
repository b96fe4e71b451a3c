import { startWorker } from "./own-script.ts";
import type { Answer, Question } from "./protocol.ts";

type Build = Extract<Question, { kind: "build" }>;

/**
 * The page's side of its worker. One question is open at a time; of what is wished meanwhile the newest of each kind is asked next, a new
 * build first. So nothing is queued, and nothing is late.
 *
 * A page begins with a worker that has what most networks need. What that one cannot do (ops it does not have, a host without
 * WebAssembly) a larger one does from then on, which takes over what was learned.
 */
export class WorkerLink {
  readonly #listen: (answer: Answer) => void;
  #worker: Worker | undefined;
  #isLarger = false;
  #isBusy = false;
  /** What the larger worker would have to build. */
  #built: Build | undefined;
  #asked: Question = { kind: "learned" };
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
    if (question.kind === "build") this.#built = question;
    this.#send(question);
  }

  #send(question: Question): void {
    this.#asked = question;
    this.#worker ??= this.#start();
    this.#worker.postMessage(question);
  }

  #start(): Worker {
    const worker = startWorker(this.#isLarger);
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#receive(data);
    worker.onerror = ({ message }) => this.#receive({ kind: "failed", message: message || "the worker could not start" });
    return worker;
  }

  #receive(answer: Answer): void {
    if (answer.kind === "learned") this.#grow({ learned: answer.learned });
    else if (answer.kind === "failed" && !this.#isLarger) this.#askLearned();
    else this.#tell(answer);
  }

  /** Asks a worker that could not do something what it has learned; of one that has learned nothing to keep, the larger begins anew. */
  #askLearned(): void {
    const asked = this.#asked;
    const { kind } = asked;
    // What is not a build is asked once more when the larger worker is there.
    if (kind !== "build" && kind !== "learned" && !this.#wishes.has(kind)) this.#wishes.set(kind, asked);
    if (kind === "build" ? asked.keep : kind !== "learned") this.#send({ kind: "learned" });
    else this.#grow({});
  }

  #grow(learned: Pick<Build, "learned">): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isLarger = true;
    this.#send({ ...(this.#built as Build), ...learned });
  }

  #tell(answer: Answer): void {
    // After "built" its first state comes by itself.
    if (answer.kind !== "built") this.#isBusy = false;
    this.#listen(answer);
    if (answer.kind !== "built") this.#next();
  }
}
