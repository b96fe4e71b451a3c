import { isDagradError } from "../../graph/errors.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { taskOf } from "./data-sets.ts";
import type { Given } from "./given.ts";
import { Looking } from "./looking.ts";
import type { Answer, Built, Question, State } from "./protocol.ts";
import { Session, type Stretch } from "./session.ts";
import { type Subject, subjectOf } from "./subject-of.ts";

/** What the larger script can do beside. */
export interface Parts {
  readonly subjectGiven?: (given: Given) => Subject;
}

/** The worker's side: one answer to each question. */
export class Server {
  readonly #parts: Parts;
  #session: Session | undefined;
  #looking: Looking | undefined;

  constructor(parts: Parts = {}) {
    this.#parts = parts;
  }

  answer(question: Question): Answer[] {
    try {
      if (question.kind === "build") {
        const built = this.#build(question);
        return [built, (this.#looking as Looking).look(undefined, question.follow)];
      }
      if (question.kind === "learned") return [{ kind: "learned", learned: this.#built().session.learned() }];
      return [this.#state(question)];
    } catch (error) {
      return [{ kind: "failed", message: isDagradError(error) ? error.message : String((error as Error)?.stack ?? error) }];
    }
  }

  #build({ settings, own, given, keep, learned, grid, mapGrid }: Question & { readonly kind: "build" }): Built {
    const start = performance.now();
    if (given !== undefined && this.#parts.subjectGiven === undefined) throw new Error("internal: this worker has no ops but its own");
    const subject = given === undefined ? subjectOf(settings, own) : (this.#parts.subjectGiven as (of: Given) => Subject)(given);
    const before = learned ?? (keep ? this.#session?.learned() : undefined);
    const session = new Session(subject, before);
    this.#session = session;
    this.#looking = new Looking(session, grid, mapGrid);
    const { points, scaling, network } = subject;
    const columns = points.X.shape[1] as number;
    const original = (value: number, i: number): number =>
      scaling === undefined ? value : value * (scaling.scale.data[i % columns] as number) + (scaling.offset.data[i % columns] as number);
    const tested = new Uint8Array(points.X.shape[0] as number);
    for (const row of session.tested?.chosen ?? []) tested[row] = 1;
    return {
      kind: "built",
      task: taskOf(points),
      network: JSON.stringify(network),
      ...(session.layers && { layers: session.layers }),
      X: Float32Array.from((points.X as NdArray).data as Float32Array, original),
      y: Float32Array.from(points.y.data as Float32Array),
      tested,
      view: this.#looking.view,
      kept: before !== undefined,
      milliseconds: performance.now() - start,
    };
  }

  #built(): { readonly session: Session; readonly looking: Looking } {
    const [session, looking] = [this.#session, this.#looking];
    if (session === undefined || looking === undefined) throw new Error("internal: nothing is built");
    return { session, looking };
  }

  #state(question: Exclude<Question, { kind: "build" | "learned" }>): State {
    const { session, looking } = this.#built();
    let stretch: Stretch | undefined;
    if (question.kind === "train") stretch = session.run(question.milliseconds, question.epochs);
    if (question.kind === "set") session.set(question.parameters);
    const state = looking.look(stretch, question.follow);
    return question.kind === "backward" ? { ...state, ...session.backward() } : state;
  }
}

/** What an answer hands over instead of copying it. */
export const buffersOf = (answer: Answer): ArrayBuffer[] =>
  answer.kind !== "state" ? [] : [answer.plane, ...answer.maps.map(({ bytes }) => bytes)].map(({ buffer }) => buffer as ArrayBuffer);

/** Answers questions in a worker of a page. */
export function serve(
  scope: {
    onmessage: ((event: MessageEvent<Question>) => void) | null;
    postMessage(message: Answer, transfer: Transferable[]): void;
  },
  parts: Parts = {},
): void {
  const server = new Server(parts);
  scope.onmessage = ({ data }) => {
    for (const answer of server.answer(data)) scope.postMessage(answer, buffersOf(answer));
  };
}
