import { allocate, type ByteArray, type TypedArray } from "../../../graph/dtype.ts";
import { internal } from "../../../graph/errors.ts";
import type { NodeId } from "../../../graph/graph.ts";
import type { Value } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { Arena } from "../../plan/arena.ts";
import type { State } from "../backend.ts";
import type { Parameter } from "../parameter.ts";
import type { WasmMemory, WebAssemblyHost } from "./host.ts";
import { mostBytes, type ParameterPlaces, parameterPlaces } from "./memory.ts";
import { pageBytes } from "./write/write-module.ts";

/** A parameter and its copy in a memory. */
export interface Mirror {
  readonly parameter: Parameter;
  readonly view: Value;
  /** Version of the parameter that the copy is of. */
  version: number;
  readonly fetch: (to: TypedArray) => void;
}

/**
 * A memory and the parameters in it: at its front, the same for all modules of a program, so that a step of training of one batch size
 * needs no copy for the next.
 */
export class Ground {
  readonly memory: WasmMemory;
  readonly #places: ParameterPlaces;
  readonly #parameters: State["parameters"];
  readonly #mirrors = new Map<NodeId, Mirror>();
  /** Parameters as they were before an update that is being checked. */
  #snapshot: ByteArray | undefined;
  #checking = false;

  /** Collectors count the bytes of memory that is not shared only: this hangs on one that is. */
  readonly weight: ArrayBuffer | undefined;

  constructor(memory: WasmMemory, places: ParameterPlaces, parameters: State["parameters"], weight: ArrayBuffer | undefined) {
    this.memory = memory;
    this.#places = places;
    this.#parameters = parameters;
    this.weight = weight;
  }

  mirror(id: NodeId): Mirror {
    const known = this.#mirrors.get(id);
    if (known !== undefined) return known;
    const parameter = this.#parameters.get(id);
    const address = this.#places.at.get(id);
    if (parameter === undefined || address === undefined) throw internal(`no parameter "${id}"`);
    const { shape, dtype } = parameter;
    const data = allocate(dtype, sizeOf(shape), this.memory.buffer, address);
    const before = (): TypedArray => allocate(dtype, data.length, this.#snapshot?.buffer, address - this.#places.from);
    const made: Mirror = {
      parameter,
      view: { data, shape, dtype },
      version: -1,
      fetch: (to) => to.set(this.#checking ? before() : data),
    };
    this.#mirrors.set(id, made);
    return made;
  }

  /** Parameters are written over in place; until the check has passed, those who ask are told what was there before. */
  updateIf(update: () => void, check: () => void): void {
    const parameters = this.#all();
    const nested = this.#checking;
    // A check may run a step of training itself: what was there before the first one stays known.
    const before = nested ? parameters.slice() : (this.#snapshot ??= new Uint8Array(parameters.length));
    before.set(parameters);
    update();
    this.#checking = true;
    try {
      check();
    } catch (error) {
      parameters.set(before);
      throw error;
    } finally {
      this.#checking = nested;
    }
  }

  /** True while an update is checked: parameters have their new values here, and nowhere else. */
  get checking(): boolean {
    return this.#checking;
  }

  /** A check may run other modules: they find the parameters as they were. */
  asBefore(run: () => void): void {
    const parameters = this.#all();
    const updated = parameters.slice();
    parameters.set(this.#snapshot as ByteArray);
    try {
      run();
    } finally {
      parameters.set(updated);
    }
  }

  #all(): ByteArray {
    const { from, to } = this.#places;
    return new Uint8Array(this.memory.buffer, from, to - from);
  }
}

/** Where a module has its constants, inputs and values. */
export interface Region {
  readonly address: number;
  readonly bytes: number;
}

/**
 * The memory that the modules of a program share: the parameters, and behind them a region for each module. Where a region does not
 * fit, a larger memory takes the place of the old one, which stays as it is for those who still have views of it.
 */
export class ProgramMemory {
  readonly places: ParameterPlaces;
  readonly #host: WebAssemblyHost;
  readonly #parameters: State["parameters"];
  readonly #weigh: ((memory: WasmMemory) => ArrayBuffer | undefined) | undefined;
  readonly #live = new Set<Region>();
  #arena = new Arena();
  #ground: Ground | undefined;

  /** With `weigh`, threads share the memory. */
  constructor(host: WebAssemblyHost, parameters: State["parameters"], weigh?: (memory: WasmMemory) => ArrayBuffer | undefined) {
    this.#host = host;
    this.#parameters = parameters;
    this.places = parameterPlaces(parameters);
    this.#weigh = weigh;
  }

  /** What executables are to be made in now. */
  get ground(): Ground {
    if (this.#ground === undefined) throw internal("memory without a region");
    return this.#ground;
  }

  /** RangeError where there is no room within 4 GiB, or the host refuses it. */
  take(asked: number): Region {
    const bytes = roomy(asked);
    const offset = this.#arena.take(bytes);
    const region = { address: this.places.to + offset, bytes };
    this.#live.add(region);
    try {
      // A program of one size has what that needs.
      this.#reach(region.address + (this.#ground === undefined ? asked : bytes));
    } catch (error) {
      this.give(region);
      throw error;
    }
    return region;
  }

  give(region: Region): void {
    if (!this.#live.delete(region)) return;
    this.#arena.give(region.address - this.places.to, region.bytes);
    if (this.#live.size > 0) return;
    this.#ground = undefined;
    this.#arena = new Arena();
  }

  /** Makes the memory as large as that, and with it twice as large as it was, where the host grants it: regions that come will fit. */
  #reach(bytes: number): void {
    const there = this.#ground?.memory.buffer.byteLength ?? 0;
    if (bytes <= there) return;
    if (bytes > mostBytes) throw new RangeError("4 GiB are taken by what other sizes have prepared");
    // The old memory may hold the newest values.
    for (const parameter of this.#parameters.values()) parameter.data;
    const ample = Math.min(mostBytes, this.places.to + 2 * (there - this.places.to));
    let memory: WasmMemory;
    try {
      memory = this.#grant(Math.max(bytes, ample));
    } catch (error) {
      if (ample <= bytes) throw error;
      memory = this.#grant(bytes);
    }
    this.#ground = new Ground(memory, this.places, this.#parameters, this.#weigh?.(memory));
  }

  #grant(bytes: number): WasmMemory {
    const pages = Math.ceil(bytes / pageBytes);
    return new this.#host.Memory({ initial: pages, maximum: pages, shared: this.#weigh !== undefined });
  }
}

/** The memory of a program's modules: one for those whose products threads share, one for the others. */
export function memoryAmong(kept: Map<unknown, unknown>, threads: boolean, make: () => ProgramMemory): ProgramMemory {
  const name = threads ? "wasm memory of threads" : "wasm memory";
  const known = (kept.get(name) as ProgramMemory | undefined) ?? make();
  kept.set(name, known);
  return known;
}

/** Regions come in few sizes, two for each power of two: what one batch size leaves is what another needs. What it does not use, no host hands out. */
function roomy(bytes: number): number {
  const step = Math.max(2 ** 10, 2 ** Math.floor(Math.log2(bytes)) / 2);
  return Math.ceil(bytes / step) * step;
}
