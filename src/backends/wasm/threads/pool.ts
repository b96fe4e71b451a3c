import type { WasmMemory, WasmModule } from "../host.ts";
import { mostThreads } from "./check-threads.ts";
import { controlBytes, word, wordOf, workerWord } from "./control.ts";
import { notice } from "./notice.ts";
import { type StartedWorker, startWorker } from "./start-worker.ts";

/** What workers need to compute parts of a module's groups. */
export interface Shared {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  /** What makes collectors count the memory: whoever holds on to the one must hold on to the other. */
  readonly weight?: ArrayBuffer | undefined;
}

/** Modules that workers keep. What is used again after others is sent again: memory of programs that are gone is bounded, collected or not. */
const mostModules = 16;

/**
 * Most bytes of memory that workers may have forgotten. Their collectors have little to do and do not count shared memory, so that they
 * might never give it back: new workers take over then.
 */
const mostForgotten = 2 ** 26;

/** How long the main thread looks for a part that is nearly there before it sleeps, in ms. */
const spin = 0.1;

/** How long a part that its worker has begun may take: so much longer than the main thread's own, and at least so many ms. */
const patience = { times: 50, least: 10_000 };

/**
 * The workers of this realm: one pool for all programs, since only one of them runs at a time. It grows to what the most demanding
 * program asks for, and its workers stop once no program is left that uses them: nothing accumulates, whoever forgets whatever.
 */
class Pool {
  /** Worker i + 1 of the control words. */
  #workers: StartedWorker[] = [];
  #control: Int32Array<ArrayBufferLike> = new Int32Array(0);
  /** Modules that the workers have, longest unused first: how many workers have them, and bytes of their memory. */
  readonly #sent = new Map<number, { workers: number; readonly bytes: number }>();
  /** Bytes of the memories that these workers were told to forget. */
  #forgotten = 0;
  /** The last key of these. */
  #newest = 0;
  readonly #live = new Set<number>();
  readonly #dropped = new FinalizationRegistry<number>((id) => this.#drop(id));
  #ids = 0;
  #call = 0;
  /** Generation of workers: those of an earlier one are nobody's concern. */
  #generation = 0;
  #failure: string | undefined;

  /** Why there will be no workers any more; undefined where there may be. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Workers that were started and not stopped. */
  get size(): number {
    return this.#workers.length;
  }

  /** Starts what is missing of so many workers, for as long as the owner lives; returns the owner's number. */
  enter(owner: object, workers: number): number {
    const id = ++this.#ids;
    this.#live.add(id);
    this.#dropped.register(owner, id);
    this.#grow(workers);
    return id;
  }

  /** Opens parts 1 … parts − 1 of a module's group to the workers; false where none will come. */
  fork(id: number, shared: Shared, group: number, parts: number): boolean {
    if (this.#workers.length < parts - 1) return false;
    this.#send(id, shared, parts - 1);
    this.#call = (this.#call + 1) | 0 || 1;
    const control = this.#control;
    Atomics.store(control, word.module, id);
    Atomics.store(control, word.group, group);
    for (let worker = 1; worker < parts; worker++) {
      Atomics.store(control, wordOf(worker) + workerWord.open, this.#call);
      this.#ring(worker);
    }
    return true;
  }

  /** True where the worker has not begun its part: it is then the caller's. */
  take(worker: number): boolean {
    return Atomics.compareExchange(this.#control, wordOf(worker) + workerWord.open, this.#call, 0) === this.#call;
  }

  /** Waits until the worker has computed the part that it has begun. False where it takes so long that it must have died. */
  join(worker: number, ownTime: number): boolean {
    const [control, done, call] = [this.#control, wordOf(worker) + workerWord.done, this.#call];
    const limit = Math.max(patience.least, patience.times * ownTime);
    const begin = performance.now();
    for (let waited = 0, last = begin; waited < limit; ) {
      for (let i = 0; i < 64; i++) if (Atomics.load(control, done) === call) return true;
      const now = performance.now();
      if (now > begin + spin && mayWait()) sleep(control, done, call);
      // A process that was halted must not think that only the worker was.
      waited += Math.min(now - last, nap);
      last = now;
    }
    return false;
  }

  /** Stops all workers for good. */
  fail(reason: string): void {
    this.#failure ??= reason;
    notice(this.#failure);
    this.#stop();
  }

  #grow(count: number): void {
    if (this.#failure !== undefined || count <= this.#workers.length) return;
    const generation = this.#generation;
    const lost = (reason: string): void => {
      if (generation === this.#generation) this.fail(reason);
    };
    try {
      if (this.#workers.length === 0) this.#control = new Int32Array(new SharedArrayBuffer(controlBytes(mostThreads - 1)));
      while (this.#workers.length < count) {
        this.#workers.push(startWorker(lost));
        this.#post(this.#workers.length, { control: this.#control, number: this.#workers.length });
      }
    } catch (error) {
      this.fail(String(error));
    }
  }

  /** Makes a module one that the first workers have, and the last one to be forgotten. */
  #send(id: number, { module, memory }: Shared, workers: number): void {
    const sent = this.#sent.get(id) ?? { workers: 0, bytes: memory.buffer.byteLength };
    if (sent.workers >= workers && this.#newest === id) return;
    this.#newest = id;
    this.#sent.delete(id);
    this.#sent.set(id, sent);
    for (; sent.workers < workers; sent.workers++) this.#post(sent.workers + 1, { id, module, memory });
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > mostModules) this.#forget(oldest as number);
  }

  #forget(id: number): void {
    const sent = this.#sent.get(id);
    if (sent === undefined) return;
    this.#sent.delete(id);
    for (let worker = 1; worker <= sent.workers; worker++) this.#post(worker, { drop: id });
    this.#forgotten += sent.bytes;
    if (this.#forgotten < mostForgotten) return;
    const { size } = this;
    this.#stop();
    this.#grow(size);
  }

  #drop(id: number): void {
    this.#live.delete(id);
    if (this.#live.size === 0) this.#stop();
    else this.#forget(id);
  }

  #stop(): void {
    this.#generation++;
    for (const worker of this.#workers) worker.stop();
    this.#workers = [];
    this.#sent.clear();
    this.#newest = 0;
    this.#forgotten = 0;
  }

  #post(worker: number, message: unknown): void {
    // Told first that there is a message, the worker does not go to sleep before it has come.
    Atomics.add(this.#control, wordOf(worker) + workerWord.posted, 1);
    this.#ring(worker);
    this.#workers[worker - 1]?.post(message);
  }

  #ring(worker: number): void {
    const bell = wordOf(worker) + workerWord.bell;
    Atomics.add(this.#control, bell, 1);
    Atomics.notify(this.#control, bell);
  }
}

/** Longest sleep at a time, in ms. */
const nap = 100;

/** Sleeps until the word changes, unless it is `wanted` already. */
function sleep(control: Int32Array<ArrayBufferLike>, at: number, wanted: number): void {
  const seen = Atomics.load(control, at);
  if (seen !== wanted) Atomics.wait(control, at, seen, nap);
}

let may: boolean | undefined;

/** Whether this thread may sleep: the main thread of a page may not. */
function mayWait(): boolean {
  if (may !== undefined) return may;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    may = true;
  } catch {
    may = false;
  }
  return may;
}

export const pool = new Pool();
