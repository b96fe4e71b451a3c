import { allocate } from "../../../graph/dtype.ts";
import { internal } from "../../../graph/errors.ts";
import type { NodeId } from "../../../graph/graph.ts";
import type { Value } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { failAtRun } from "../../plan/fail-at-run.ts";
import type { Step } from "../../plan/plan.ts";
import type { Executable, Printers } from "../backend.ts";
import { type EngineValue, holderOf } from "../fuse/engine-value.ts";
import { power } from "../power.ts";
import { kernelOf } from "../reference/kernel-of.ts";
import { reference } from "../reference/reference.ts";
import { type WebAssemblyHost, webAssembly } from "./host.ts";
import type { Parts } from "./parts.ts";
import type { printEngine } from "./print.ts";
import type { Ground, Mirror } from "./program-memory.ts";
import { faultAddress } from "./site.ts";
import type { Crew } from "./threads/crew.ts";

/** Functions of the host for mathematics that WebAssembly has no instruction for: what the reference uses. */
const mathematics = { exp: Math.exp, log: Math.log, sin: Math.sin, cos: Math.cos, tanh: Math.tanh, pow: power };

interface EnginePrinters extends Printers {
  readonly engine: typeof printEngine;
}

/** A module in its memory. */
export class WasmExecutable implements Executable {
  readonly #parts: Parts;
  readonly #ground: Ground;
  readonly #byId: ReadonlyMap<NodeId, EngineValue>;
  readonly #exports: Readonly<Record<string, (...values: readonly number[]) => number>>;
  /** What a run without an observer calls: looked up once. */
  readonly #run: (() => number) | undefined;
  readonly #fault: Int32Array;
  readonly #views = new Map<NodeId, Value>();
  readonly #mirrors: readonly Mirror[];
  readonly #updated: readonly Mirror[];
  readonly #newValues: ReadonlyMap<NodeId, Value>;
  /** The threads that share products, where there are such products. */
  readonly #crew: Crew | undefined;
  /** Where every group is one step: the number that the group of a step is exported as. */
  #numberOf: ReadonlyMap<Step | undefined, number> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#ground = parts.memory.ground;
    const { values, state, module, written, schedule, threading } = parts;
    const { memory } = this.#ground;
    this.#byId = new Map(values.map((value) => [value.id, value]));
    this.#fault = new Int32Array(memory.buffer, faultAddress, 1);
    for (const value of values)
      if (value.leaf === "constant") this.#at(value).data.set(state.constants.get(value.id)?.data as Float64Array);
    for (const value of values)
      if (value.step !== undefined && value.literal !== undefined && !value.alias) this.#at(value).data.fill(value.literal);
    const kernels = written.hosted.map((value, i) => [`kernel${i}`, this.#kernel(value)] as const);
    const { Instance } = webAssembly as WebAssemblyHost;
    const threads = Math.max(1, ...[...written.split.values()].map(({ length }) => length));
    this.#crew = threads > 1 ? threading?.crewOf({ module, memory, weight: this.#ground.weight }, threads) : undefined;
    this.#exports = new Instance(module, {
      host: { ...mathematics, ...Object.fromEntries(kernels), ...this.#crew?.functions, memory },
    }).exports;
    this.#run = this.#exports.run;
    this.#mirrors = values.filter(({ leaf }) => leaf === "parameter").map(({ id }) => this.#ground.mirror(id));
    this.#updated = schedule.updates.map(({ parameter }) => this.#ground.mirror(parameter.id));
    this.#newValues = new Map(schedule.updates.map(({ parameter }) => [parameter.id, this.#at(parameter)]));
  }

  view(id: NodeId): Value {
    const known = this.#views.get(id);
    if (known !== undefined) return known;
    const value = this.#byId.get(id) as EngineValue;
    const kept = this.#parts.layout.kept.get(holderOf(value));
    const view = kept === undefined ? this.#at(value) : this.#atAddress(kept.address, value);
    this.#views.set(id, view);
    return view;
  }

  /** The values of a run are thrown away with the memory; what is kept is written anew. */
  current(): Executable {
    const { memory } = this.#parts;
    return memory.ground === this.#ground ? this : new WasmExecutable(this.#parts);
  }

  release(): void {
    this.#parts.memory.give(this.#parts.region);
  }

  execute(observe?: (step: Step) => void): void {
    if (this.#ground.checking) this.#ground.asBefore(() => this.#execute(observe));
    else this.#execute(observe);
  }

  #execute(observe: ((step: Step) => void) | undefined): void {
    this.#fetchParameters();
    this.#fault[0] = 0;
    if (observe !== undefined) this.#observe(observe);
    else {
      try {
        this.#run?.();
      } finally {
        // Also where a kernel of the host throws: what came first counts.
        if (this.#fault[0] !== 0) this.#explainFault();
      }
    }
  }

  update(check?: (values: ReadonlyMap<NodeId, Value>) => void): void {
    if (check === undefined) this.#exports.update?.();
    else
      this.#ground.updateIf(
        () => this.#exports.update?.(),
        () => check(this.#newValues),
      );
    this.#lendParameters();
  }

  steps(count: number): void {
    this.#fetchParameters();
    this.#fault[0] = 0;
    try {
      for (let left = count; left > 0; ) {
        left = this.#exports.steps?.(left) as number;
        if (this.#fault[0] === 0) continue;
        this.#lendParameters();
        this.#explainFault();
        this.#exports.update?.();
        left--;
      }
    } finally {
      // Also where a kernel of the host throws: the steps before it are done, and what came first counts.
      this.#lendParameters();
      if (this.#fault[0] !== 0) this.#explainFault();
    }
  }

  print({ engine }: EnginePrinters): string {
    return engine(this.#parts, this.#crew);
  }

  /** Step after step; every group is one. */
  #observe(observe: (step: Step) => void): void {
    const { plan, schedule } = this.#parts;
    this.#exports.keep?.();
    this.#numberOf ??= new Map(schedule.run.map((group, i) => [group.members[0]?.step, i]));
    for (const step of plan.steps) {
      const i = this.#numberOf.get(step);
      if (i !== undefined) this.#exports[i]?.();
      if (this.#fault[0] !== 0) this.#explainFault();
      observe(step);
    }
  }

  /** Copies parameters that were changed elsewhere. */
  #fetchParameters(): void {
    const mirrors = this.#mirrors;
    for (let i = 0; i < mirrors.length; i++) {
      const mirror = mirrors[i] as Mirror;
      if (mirror.version === mirror.parameter.version) continue;
      mirror.view.data.set(mirror.parameter.data);
      mirror.version = mirror.parameter.version;
    }
  }

  #lendParameters(): void {
    const updated = this.#updated;
    for (let i = 0; i < updated.length; i++) {
      const mirror = updated[i] as Mirror;
      mirror.parameter.lend(mirror.fetch);
      mirror.version = mirror.parameter.version;
    }
  }

  /** An element could not be used: the reference says which one, and why. */
  #explainFault(): void {
    this.#fault[0] = 0;
    const { plan, state } = this.#parts;
    const oracle = reference.prepare(plan, state);
    for (const id of plan.graph.inputs) oracle.view(id).data.set(this.view(id).data);
    oracle.execute();
  }

  #kernel(value: EngineValue): () => void {
    const { id, step, inputs } = value;
    if (step === undefined) throw internal("a kernel without a step");
    const operands = inputs.map((input) => this.#at(input));
    return kernelOf(step.op, operands, this.#at(value), step.attrs, failAtRun(step.op.name, id));
  }

  #at(value: EngineValue): Value {
    const home = this.#parts.layout.homes.get(holderOf(value));
    if (home === undefined) throw internal(`no place for "${value.id}"`);
    return this.#atAddress(home.address, value);
  }

  #atAddress(address: number, { shape, dtype }: EngineValue): Value {
    return { data: allocate(dtype, sizeOf(shape), this.#ground.memory.buffer, address), shape, dtype };
  }
}
