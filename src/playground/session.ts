import { FeedError } from "../../graph/errors.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { Parameter } from "../backends/parameter.ts";
import { type Random, randomFromState, random as seeded } from "../data/random.ts";
import { compile } from "../run/compile.ts";
import type { Program } from "../run/program.ts";
import { batchesOf } from "../train/batch-plan.ts";
import { type Dataset, dataset, rowsOf, sliceRows } from "../train/dataset.ts";
import { finiteGuard } from "../train/finite-guard.ts";
import { splitOff } from "../train/validation-split.ts";
import { layersOf } from "./layers-of.ts";
import type { Learned, Numbers, Stop } from "./protocol.ts";
import type { Subject } from "./subject-of.ts";

/** A few steps are timed before more are asked for at once. */
const mostAtOnce = 4096;

/** What a stretch of training brought. */
export interface Stretch {
  readonly epochs: number;
  readonly milliseconds: number;
  readonly loss: number;
  readonly accuracy?: number;
  readonly gradients?: Numbers;
  readonly steps?: Numbers;
  readonly stopped?: Stop;
}

/**
 * A training that is done a little at a time, with the engine: epoch for epoch what `fit` does with the same network, data and seed, to the
 * last bit.
 */
export class Session {
  readonly subject: Subject;
  readonly step: Program<any, any>;
  /** The network itself, over the same parameters. */
  readonly network: Program<any, any>;
  /** The input of features. */
  readonly features: string;
  readonly train: Dataset;
  readonly tested: Dataset | undefined;
  epoch = 0;
  #random: Random;
  readonly #isWhole: boolean;
  readonly #batch: number;
  readonly #metrics: readonly string[];
  /** The ids of parameters, and of their gradients in the step where they have one. */
  readonly parameters: readonly string[];
  readonly #gradients: readonly string[];

  constructor(subject: Subject, before?: Learned) {
    this.subject = subject;
    const { network, step, points, test, seed } = subject;
    this.step = compile(step, { random: subject.random });
    this.network = compile(network, { sharing: this.step });
    const [X, y] = subject.inputs ?? ["X", "y"];
    this.features = X;
    const columns = { [X]: points.X, [y]: points.y };
    const all = dataset(step, columns, network.inputs);
    [this.train, this.tested] = test > 0 ? splitOff(all, { share: test }, seed) : [all, undefined];
    this.#isWhole = subject.batch === 0 || subject.batch >= this.train.rows;
    this.#batch = this.#isWhole ? this.train.rows : subject.batch;
    this.#metrics = ["loss", "accuracy"].filter((name) => Object.hasOwn(network.outputs, name));
    this.#random = seeded(seed);
    this.parameters = Object.keys(this.network.parameters);
    this.#gradients = this.parameters.filter((id) => Object.hasOwn(step.nodes, `d.${id}`)).map((id) => `d.${id}`);
    if (before !== undefined) this.#goOnFrom(before);
  }

  /** Takes over what another training has learned, and the state of its optimiser where this one has the same. */
  #goOnFrom({ parameters, epoch, random }: Learned): void {
    const { memory } = this.step;
    const fitting = Object.entries(parameters).flatMap(([id, data]) => {
      const own = memory.get(id);
      return own?.data.length === data.length
        ? [[id, new NdArray(data as Float32Array<ArrayBuffer>, own.shape, own.dtype as "float32")]]
        : [];
    });
    this.step.setParameters(Object.fromEntries(fitting));
    this.epoch = epoch;
    this.#random = randomFromState(random);
  }

  /** What another training goes on from. */
  learned(): Learned {
    const parameters = Object.entries(this.step.parameters).map(([id, { data }]) => [id, data]);
    return { parameters: Object.fromEntries(parameters), epoch: this.epoch, random: this.#random.state() };
  }

  /** Gives parameters that there are, of the sizes that they have, new values. */
  set(values: Numbers): void {
    const fitting = Object.entries(values).filter(([id, data]) => this.network.memory.get(id)?.data.length === data.length);
    this.step.setParameters(
      Object.fromEntries(fitting.map(([id, data]) => [id, new NdArray(data.slice(), this.network.memory.get(id)?.shape ?? [], "float32")])),
    );
  }

  values(): Record<string, Float32Array> {
    return Object.fromEntries(this.parameters.map((id) => [id, (this.network.memory.get(id) as Parameter).data.slice() as Float32Array]));
  }

  /** Trains for about so many milliseconds, and no more than so many epochs; one at least. */
  run(milliseconds: number, most = Number.POSITIVE_INFINITY): Stretch {
    const start = performance.now();
    const mark = this.learned();
    let last = this.#last();
    let count = 1;
    while (this.epoch - mark.epoch < most && last.finite) {
      const spent = performance.now() - start;
      if (spent >= milliseconds) break;
      const each = spent / (this.epoch - mark.epoch);
      count = Math.max(1, Math.min(count * 4, mostAtOnce, Math.floor((milliseconds - spent) / each), most - (this.epoch - mark.epoch)));
      this.#epochs(count - 1);
      last = this.#last();
    }
    const done = { epochs: this.epoch - mark.epoch, milliseconds: performance.now() - start, ...last.measured };
    return last.finite && this.#isFinite() ? done : { ...done, ...this.#again(mark) };
  }

  /** So many epochs of which nothing is told. */
  #epochs(count: number): void {
    if (count < 1) return;
    if (this.#isWhole) {
      this.step.steps(count, this.#all(), ["loss"], { copy: false });
    } else {
      for (let i = 0; i < count; i++) for (const feeds of this.#batches()) this.step.run(feeds, ["loss"], { copy: false });
    }
    this.epoch += count;
  }

  /** One epoch, of whose last step all is told. */
  #last(): { readonly finite: boolean; readonly measured: Omit<Stretch, "epochs" | "milliseconds"> } {
    let [weighted, hits, rows] = [0, 0, 0];
    let only = { loss: Number.NaN, accuracy: Number.NaN };
    let told: Pick<Stretch, "gradients" | "steps"> = {};
    const batches = [...this.#batches(true)];
    for (const [i, feeds] of batches.entries()) {
      const isLast = i === batches.length - 1;
      const before = isLast ? this.values() : undefined;
      const outputs = this.step.run(feeds, isLast ? [...this.#metrics, ...this.#gradients] : this.#metrics, { copy: false });
      const size = feeds[this.features]?.shape[0] as number;
      only = { loss: outputs.loss?.data[0] as number, accuracy: (outputs.accuracy?.data[0] ?? Number.NaN) as number };
      weighted += size * only.loss;
      hits += size * only.accuracy;
      rows += size;
      if (before === undefined) continue;
      const after = this.values();
      told = {
        gradients: this.#gradientsIn(outputs),
        steps: Object.fromEntries(
          Object.entries(after).map(([id, now]) => [id, now.map((w, j) => w - ((before[id] as Float32Array)[j] as number))]),
        ),
      };
    }
    this.epoch++;
    // One batch keeps its very value.
    const loss = batches.length === 1 ? only.loss : weighted / rows;
    const accuracy = batches.length === 1 ? only.accuracy : hits / rows;
    return { finite: Number.isFinite(loss), measured: { loss, ...(Number.isFinite(accuracy) && { accuracy }), ...told } };
  }

  /** The gradients of the next step, and what it would add, without doing it. */
  backward(): Pick<Stretch, "gradients" | "steps"> {
    const random = this.#random.state();
    const [feeds = {}] = this.#batches(true);
    this.#random = randomFromState(random);
    let told: Pick<Stretch, "gradients" | "steps"> = {};
    const before = this.values();
    const seen = new Error("internal: what a step would do has been seen");
    try {
      this.step.run(feeds, [...this.#metrics, ...this.#gradients], {
        copy: false,
        beforeUpdate: (outputs, updates) => {
          const steps = Object.entries(before).map(([id, now]) => {
            const next = updates.get(id)?.data as Float32Array | undefined;
            return [id, now.map((w, i) => (next === undefined ? 0 : (next[i] as number) - w))];
          });
          told = { gradients: this.#gradientsIn(outputs), steps: Object.fromEntries(steps) };
          throw seen;
        },
      });
    } catch (error) {
      if (error !== seen) throw error;
    }
    return told;
  }

  #gradientsIn(outputs: Readonly<Record<string, NdArray>>): Numbers {
    return Object.fromEntries(this.#gradients.map((id) => [id.slice(2), ((outputs[id] as NdArray).data as Float32Array).slice()]));
  }

  /** The stretch once more, step by step, up to the one that would leave a value that is not finite: which names the op. */
  #again(mark: Learned): Partial<Stretch> {
    this.#goOnFrom(mark);
    try {
      return this.#untilNotFinite(mark.epoch);
    } catch (error) {
      // A script that cannot name the op: the larger one goes on from here, and does all of this again.
      this.#goOnFrom(mark);
      throw error;
    }
  }

  #untilNotFinite(start: number): Partial<Stretch> {
    const guard = finiteGuard("loss");
    let done: { readonly parameters: Record<string, NdArray>; readonly loss: number } | undefined;
    for (;;) {
      const parameters = this.step.parameters;
      let loss = Number.NaN;
      for (const feeds of this.#batches(true)) {
        try {
          loss = this.step.run(feeds, ["loss"], { beforeUpdate: guard }).loss?.data[0] as number;
        } catch (error) {
          if (!(error instanceof FeedError)) throw error;
          const stopped = this.#guilty(feeds, error);
          // Where it is the loss that is not finite, these weights are lost already: those before them are not.
          const isLost = error.node === "loss" && done !== undefined;
          this.step.setParameters(isLost ? (done?.parameters as Record<string, NdArray>) : parameters);
          if (isLost) this.epoch--;
          return { epochs: this.epoch - start, loss: done?.loss ?? Number.NaN, stopped };
        }
      }
      done = { parameters, loss };
      this.epoch++;
    }
  }

  #guilty(feeds: Readonly<Record<string, NdArray>>, error: FeedError): Stop {
    const watching = compile(this.subject.step, { sharing: this.step, checkFinite: true });
    try {
      watching.run(feeds, this.#metrics, {
        copy: false,
        beforeUpdate: () => {
          throw error;
        },
      });
    } catch (found) {
      if (found instanceof FeedError) return { node: found.node ?? "", message: found.message.replace(/; [^;]*$/, "") };
      throw found;
    }
    return { node: error.node ?? "", message: error.message };
  }

  #isFinite(): boolean {
    for (const { data } of this.network.memory.values()) for (const value of data) if (!Number.isFinite(value)) return false;
    return true;
  }

  #whole: Record<string, NdArray> | undefined;
  /** All rows, in their order. */
  #all(): Record<string, NdArray> {
    this.#whole ??= sliceRows(this.train, 0, this.train.rows);
    return this.#whole;
  }

  /** The batches of the next epoch. */
  *#batches(kept = false): Generator<Record<string, NdArray>> {
    if (this.#isWhole) {
      yield this.#all();
      return;
    }
    let reused: Record<string, NdArray> = {};
    for (const rows of batchesOf(this.train.rows, { batchSize: this.#batch }, this.#random)) {
      reused = rowsOf(this.train, rows, kept ? {} : reused);
      yield reused;
    }
  }

  /** Loss and accuracy of rows as the network is now. */
  measure(rows: Dataset): { readonly loss: number; readonly accuracy?: number } {
    const outputs = this.network.run(sliceRows(rows, 0, rows.rows), this.#metrics as never, { copy: false }) as Record<string, NdArray>;
    return { loss: outputs.loss?.data[0] as number, ...(outputs.accuracy && { accuracy: outputs.accuracy.data[0] as number }) };
  }

  /** The layers of the network, where it is a chain of them. */
  get layers() {
    return layersOf(this.subject.network);
  }
}
