import { checkOptions } from "../../graph/check-options.ts";
import { FeedError, GraphError } from "../../graph/errors.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { isRecord } from "../../graph/is-record.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { Op, Value } from "../../graph/op.ts";
import { showType } from "../../graph/shape.ts";
import { showValue } from "../../graph/show-value.ts";
import type { Feed, Feeds, Fetched, FetchName, OutputName } from "../../graph/types/run.ts";
import type { AsyncBackend, AsyncExecutable, Backend, Executable, PrepareOptions, State } from "../backends/backend.ts";
import { isAsync } from "../backends/is-async.ts";
import type { Parameter } from "../backends/parameter.ts";
import { kernelOf } from "../backends/reference/kernel-of.ts";
import { lower } from "../passes/lower.ts";
import { select } from "../passes/select.ts";
import { simplify } from "../passes/simplify.ts";
import { type Plan, plan } from "../plan/plan.ts";
import { asWritten } from "./as-written.ts";
import { finiteCheck } from "./check-finite.ts";
import { bindFeed, DimTable, type FeedSpec } from "./feeds.ts";
import { type AnyExecutable, detached, type Prepared, preparedOf, type Selection, specsOf, writeFeeds } from "./prepared.ts";
import { constants, type GivenParameters, setParameters } from "./state.ts";
import type { Turns } from "./turns.ts";

/** How many prepared plans (one per fetch and binding of the named dims) a program keeps. */
const keptPlans = 16;

const runOptions = ["copy", "beforeUpdate"] as const satisfies (keyof RunOptions)[];
const stepsOptions = ["copy"] as const;

/** How many steps one call may run: what the engine counts in. */
const largestCount = 2 ** 31 - 1;

/** True where all names are known, as in nearly every run, in which it takes no time; else `checkOptions` looks closer. */
function areRunOptions(options: object): boolean {
  let named = false;
  for (const name in options) {
    if (name !== "copy" && name !== "beforeUpdate") return false;
    named = true;
  }
  return named;
}

export interface ProgramParts {
  /** The graph in ops that the backend executes. */
  readonly lowered: Graph;
  readonly backend: Backend | AsyncBackend;
  readonly parameters: ReadonlyMap<NodeId, Parameter>;
  readonly checkFinite: boolean;
  /** What orders the asynchronous calls of all programs over the same parameters. */
  readonly turns: Turns;
}

export interface RunOptions {
  /** false returns views of the program's own memory, which the next run overwrites. Default true: arrays that are yours. */
  readonly copy?: boolean;
  /**
   * Called with the outputs (as views) and the values that the updates would take, before parameters change. What it throws leaves
   * the parameters as they were.
   */
  readonly beforeUpdate?: (outputs: Readonly<Record<string, NdArray>>, updates: ReadonlyMap<NodeId, Value>) => void;
}

/** A graph that is ready to run, with the values of its parameters. Made by `compile`. */
export class Program<I = unknown, O = unknown> {
  readonly graph: Graph<I, O>;
  readonly #parts: ProgramParts;
  readonly #selections: Selection[] = [];
  /** The constants of a selected graph, which its plans share. */
  readonly #constants = new WeakMap<Graph, ReadonlyMap<NodeId, Value>>();
  /** What the backend keeps for all of them. */
  readonly #shared = new Map<unknown, unknown>();
  readonly #dims = new DimTable();
  readonly #outputs: readonly string[];
  /** The graph whose nodes errors name. */
  readonly #written: Graph<any, any>;
  /** True once views of its memory were given away: they may come back as feeds. */
  #lent = false;
  #uses = 0;
  /** Runs in progress: more than one where what is called during a run runs the program, too. */
  #running = 0;

  constructor(graph: Graph<I, O>, parts: ProgramParts, written: Graph<any, any> = graph) {
    this.graph = graph;
    this.#written = written;
    this.#parts = parts;
    this.#outputs = Object.keys(graph.outputs);
  }

  /**
   * Runs what the fetched values need (all outputs where none are named) and returns them. A value is named as an output, or as any node
   * by its id, those of layers' parts ("dense1.matmul1") too; a name of both is the output. The compiler takes words with a digit or a dot
   * for ids, and any name that is a `string` to it. Only the inputs that the values depend on are fed.
   * GraphError for what is neither output nor node; FeedError when a feed does not fit; the program stays usable.
   * GraphError where the backend cannot answer at once: then `runAsync` does it.
   */
  run<const F extends OutputName<Graph<I, O>> | (string & {}) = OutputName<Graph<I, O>>>(
    feeds: Feeds<Graph<I, O>, F>,
    fetch: readonly FetchName<Graph<I, O>, F>[] = this.#outputs as readonly FetchName<Graph<I, O>, F>[],
    options?: RunOptions,
  ): Fetched<Graph<I, O>, F> {
    if (options !== undefined && !areRunOptions(options)) checkOptions("run", options, runOptions);
    const { copy = true, beforeUpdate } = options ?? {};
    const given = feeds as Readonly<Record<string, Feed>>;
    const selection = this.#select(fetch as readonly string[]);
    const prepared = this.#bind(selection, given, "run");
    if (!copy || beforeUpdate !== undefined) this.#lent = true;
    this.#write(selection, prepared, given);
    const { executable, views, updates } = prepared;
    this.#running++;
    try {
      executable.execute(this.#parts.checkFinite ? finiteCheck(prepared.plan, executable) : undefined);
      if (updates) executable.update(beforeUpdate && ((values) => beforeUpdate(views, values)));
      else beforeUpdate?.(views, new Map());
    } catch (error) {
      throw asWritten(error, this.#written);
    } finally {
      this.#running--;
    }
    return (copy ? copies(views) : views) as Fetched<Graph<I, O>, F>;
  }

  /**
   * Runs `count` training steps on the same feeds and returns the outputs of the last one: what a loop over `run` does, in one call of
   * the engine. Errors as in `run`; parameters then have the values of the step before.
   */
  steps<const F extends OutputName<Graph<I, O>> | (string & {}) = OutputName<Graph<I, O>>>(
    count: number,
    feeds: Feeds<Graph<I, O>, F>,
    fetch: readonly FetchName<Graph<I, O>, F>[] = this.#outputs as readonly FetchName<Graph<I, O>, F>[],
    options: Pick<RunOptions, "copy"> = {},
  ): Fetched<Graph<I, O>, F> {
    checkOptions("steps", options, stepsOptions);
    const { copy = true } = options;
    checkCount("steps", count);
    if (this.#parts.checkFinite) {
      for (let i = 1; i < count; i++) this.run(feeds, fetch, { copy: false });
      return this.run(feeds, fetch, { copy });
    }
    const given = feeds as Readonly<Record<string, Feed>>;
    const selection = this.#select(fetch as readonly string[]);
    const prepared = this.#bind(selection, given, "steps");
    if (!copy) this.#lent = true;
    this.#write(selection, prepared, given);
    this.#running++;
    try {
      prepared.executable.steps(count);
    } catch (error) {
      throw asWritten(error, this.#written);
    } finally {
      this.#running--;
    }
    return (copy ? copies(prepared.views) : prepared.views) as Fetched<Graph<I, O>, F>;
  }

  /**
   * As `run`, on any backend; what it has to compile it compiles without keeping the thread busy. Calls that do not wait for each other are
   * carried out one after the other, in the order in which they came: leave their feeds as they are until then. An error is that of its
   * own call, and leaves parameters as they were.
   */
  runAsync<const F extends OutputName<Graph<I, O>> | (string & {}) = OutputName<Graph<I, O>>>(
    feeds: Feeds<Graph<I, O>, F>,
    fetch: readonly FetchName<Graph<I, O>, F>[] = this.#outputs as readonly FetchName<Graph<I, O>, F>[],
    options: RunOptions = {},
  ): Promise<Fetched<Graph<I, O>, F>> {
    return this.turns.take(async () => {
      checkOptions("runAsync", options, runOptions);
      const prepared = await this.#ready(feeds as Readonly<Record<string, Feed>>, fetch as readonly string[]);
      if (prepared === undefined) return this.run(feeds, fetch, options);
      const { beforeUpdate, copy } = options;
      return this.#carryOut(prepared, copy, async ({ executable, views, updates }) => {
        await executable.executeAsync();
        if (updates) await executable.updateAsync(beforeUpdate && ((values) => beforeUpdate(views, values)));
        else beforeUpdate?.(views, new Map());
      }) as Promise<Fetched<Graph<I, O>, F>>;
    });
  }

  /** As `runAsync`; at once where that keeps the order, the backend can, and nothing has to be compiled: a promise for each batch would take as long as a small one. */
  runSoon(
    feeds: Readonly<Record<string, Feed>>,
    fetch: readonly string[],
    options: RunOptions,
  ): Readonly<Record<string, NdArray>> | Promise<Readonly<Record<string, NdArray>>> {
    if (!this.isAsync && this.turns.idle) {
      const selection = this.#select(fetch);
      this.#bindDims(selection, feeds);
      if (this.#known(selection) !== undefined) return this.run(feeds as never, fetch as never, options);
    }
    return this.runAsync(feeds as never, fetch as never, options);
  }

  /** As `steps`, on any backend, in order with the calls of `runAsync`. */
  stepsAsync<const F extends OutputName<Graph<I, O>> | (string & {}) = OutputName<Graph<I, O>>>(
    count: number,
    feeds: Feeds<Graph<I, O>, F>,
    fetch: readonly FetchName<Graph<I, O>, F>[] = this.#outputs as readonly FetchName<Graph<I, O>, F>[],
    options: Pick<RunOptions, "copy"> = {},
  ): Promise<Fetched<Graph<I, O>, F>> {
    return this.turns.take(async () => {
      checkCount("stepsAsync", count);
      checkOptions("stepsAsync", options, stepsOptions);
      const prepared = await this.#ready(feeds as Readonly<Record<string, Feed>>, fetch as readonly string[]);
      if (prepared === undefined) return this.steps(count, feeds, fetch, options);
      return this.#carryOut(prepared, options.copy, ({ executable }) => executable.stepsAsync(count)) as Promise<Fetched<Graph<I, O>, F>>;
    });
  }

  /** The present values of the parameters, as copies, on any backend: once the calls before it have ended. */
  read(): Promise<Record<string, NdArray>> {
    return this.turns.take(async () => {
      for (const parameter of this.#parts.parameters.values()) await parameter.read();
      return this.parameters;
    });
  }

  /** Takes its asynchronous calls, and those of programs that share its parameters, one after the other. */
  get turns(): Turns {
    return this.#parts.turns;
  }

  /** True where the backend answers later: `run`, `steps` and `trace` are errors, and `parameters` until `read` has ended. */
  get isAsync(): boolean {
    return isAsync(this.#parts.backend);
  }

  /** Name of the backend that runs it. */
  get backend(): string {
    return this.#parts.backend.name;
  }

  /** The graph in ops that the backend executes. */
  get executed(): Graph {
    return this.#parts.lowered;
  }

  /** The same program, over the same parameters, with other outputs: nodes of the graph that it executes, by name. */
  withOutputs(outputs: Readonly<Record<string, NodeId>>, updates = this.#parts.lowered.updates): Program<any, any> {
    const lowered = Object.freeze({ ...this.#parts.lowered, outputs, updates });
    return new Program(lowered, { ...this.#parts, lowered }, this.#written);
  }

  /** Names of the inputs that the outputs depend on: what a run that fetches them must be fed. */
  inputsOf(fetch: readonly string[]): readonly string[] {
    return this.#select(fetch).specs.map(({ name }) => name);
  }

  /** Prepares for feeds of these sizes without keeping the thread busy; runs of such feeds then find everything ready. */
  async prepare(feeds: Readonly<Record<string, Feed>>, fetch: readonly string[] = this.#outputs): Promise<void> {
    // What answers later may be in use: nothing is let go of meanwhile.
    if (this.isAsync) await this.turns.take(() => this.#ready(feeds, fetch));
    else await this.#ready(feeds, fetch);
  }

  /** Prepares what is not there yet. Gives what a backend that answers later has prepared, and fed; of others nothing, since it may go. */
  async #ready(feeds: Readonly<Record<string, Feed>>, fetch: readonly string[]): Promise<Fed | undefined> {
    const { backend } = this.#parts;
    const selection = this.#select(fetch);
    this.#bindDims(selection, feeds);
    let prepared = this.#known(selection);
    if (prepared === undefined) {
      const { planned, state, options, binding } = this.#design(selection);
      const executable = await (isAsync(backend)
        ? backend.prepareAsync(planned, state, options)
        : (backend.prepareAsync?.(planned, state, options) ?? backend.prepare(planned, state, options)));
      prepared = preparedOf(selection, planned, binding, executable);
      this.#keep(selection, prepared);
    }
    return isAsync(backend) ? { selection, prepared: prepared as Prepared<AsyncExecutable>, feeds } : undefined;
  }

  /** A run on a backend that answers later. */
  async #carryOut(
    { selection, prepared, feeds }: Fed,
    copy = true,
    work: (prepared: Prepared<AsyncExecutable>) => Promise<void>,
  ): Promise<Readonly<Record<string, NdArray>>> {
    this.#lent = true;
    this.#write(selection, prepared, feeds);
    try {
      await work(prepared);
    } catch (error) {
      throw asWritten(error, this.#written);
    }
    return copy ? copies(prepared.views) : prepared.views;
  }

  #write(selection: Selection, prepared: Prepared, feeds: Readonly<Record<string, Feed>>): void {
    writeFeeds(selection, prepared, this.#lent ? detached(selection, prepared, feeds) : feeds);
  }

  /** What carries out a run of these feeds: for `explain`. */
  executableOf(feeds: Readonly<Record<string, Feed>>, fetch: readonly string[] = this.#outputs): AnyExecutable {
    const selection = this.#select(fetch);
    this.#bindDims(selection, feeds);
    return (this.#known(selection) ?? this.#made(selection, "explain")).executable;
  }

  /** The plan that a run of these feeds would use: steps, lifetimes, offsets. `printPlan` makes it readable. */
  plan(feeds: Readonly<Record<string, Feed>>, fetch: readonly string[] = this.#outputs): Plan {
    const selection = this.#select(fetch);
    this.#bindDims(selection, feeds);
    const known = this.#known(selection);
    if (known === undefined && this.isAsync) return this.#planned(selection, this.#dims.bound());
    return (known ?? this.#made(selection, "run")).plan;
  }

  /** The present values of the parameters, as copies. GraphError where a backend that answers later has newer ones: `read` waits for them. */
  get parameters(): Record<string, NdArray> {
    return Object.fromEntries(
      [...this.#parts.parameters].map(([id, { data, shape, dtype }]) => [id, new NdArray(data.slice() as typeof data, shape, dtype)]),
    );
  }

  /** The parameters themselves, by id: what `compile` takes as `sharing`. */
  get memory(): ReadonlyMap<NodeId, Parameter> {
    return this.#parts.parameters;
  }

  /** Gives parameters new values; the state of an optimiser is left out where there is none. FeedError on an unknown name or a wrong shape or dtype; then none has changed. */
  setParameters(values: GivenParameters): void {
    setParameters(this.#parts.parameters, values);
  }

  /** The lowered graph as it is, ready to be observed with every value kept, and fed: for `tracer`. */
  prepareAll(feeds: Readonly<Record<string, Feed>>, fetch: readonly string[]): { readonly plan: Plan; readonly executable: Executable } {
    const selection = this.#select(fetch, true);
    const prepared = this.#bind(selection, feeds, "trace");
    this.#write(selection, prepared, feeds);
    return prepared;
  }

  #select(fetch: readonly string[], whole = false): Selection {
    for (const known of this.#selections) if (known.whole === whole && sameNames(known.fetch, fetch)) return known;
    return this.#selected(fetch, whole);
  }

  /** A function of its own: what a closure holds would be allocated in every run. */
  #selected(fetch: readonly string[], whole: boolean): Selection {
    const selected = select(this.#parts.lowered, fetch, (id) => this.#loweredId(id));
    const graph = whole ? selected : simplify(selected, kernelOf);
    const selection: Selection = { fetch: [...fetch], whole, graph, specs: specsOf(graph), prepared: [] };
    if (this.#selections.length === keptPlans) for (const prepared of this.#selections.shift()?.prepared ?? []) this.#letGo(prepared);
    this.#selections.push(selection);
    return selection;
  }

  /** What became of a node of the graph that lowering took out, such as dropout: the node whose value it has. */
  #loweredId(id: NodeId): NodeId | undefined {
    if (!Object.hasOwn(this.graph.nodes, id)) return undefined;
    return lower({ ...this.graph, outputs: { [id]: id } }, { keep: (op) => this.#parts.backend.executes(op) }).outputs[id];
  }

  #bind(selection: Selection, feeds: Readonly<Record<string, Feed>>, asked: Asked): Prepared<Executable> {
    this.#bindDims(selection, feeds);
    const known = this.#known(selection);
    if (known === undefined || this.isAsync) return this.#made(selection, asked);
    return known as Prepared<Executable>;
  }

  #made(selection: Selection, asked: Asked): Prepared<Executable> {
    const { backend } = this.#parts;
    if (isAsync(backend)) throw answersLater(asked, backend.name);
    const { planned, state, options, binding } = this.#design(selection);
    const prepared = preparedOf(selection, planned, binding, backend.prepare(planned, state, options));
    this.#keep(selection, prepared);
    return prepared;
  }

  /** A function of its own: variables that have held something prepared would keep its memory alive while room is made. */
  #known(selection: Selection): Prepared | undefined {
    // By number: an iterator may be allocated, which no run does.
    const list = selection.prepared;
    for (let i = 0; i < list.length; i++) {
      const prepared = list[i] as Prepared;
      if (!this.#fits(prepared)) continue;
      prepared.lastUse = ++this.#uses;
      return prepared;
    }
    return undefined;
  }

  /** Lets go of what was used least recently; false where nothing is prepared. */
  #makeRoom(): boolean {
    let oldest: Prepared | undefined;
    let list: Prepared[] = [];
    for (const { prepared } of this.#selections) {
      for (const one of prepared) if (oldest === undefined || one.lastUse < oldest.lastUse) [oldest, list] = [one, prepared];
    }
    if (oldest === undefined) return false;
    // It may hold the newest values of parameters: who asks for them fetches them. One that answers later must see to it itself.
    if (!this.isAsync) for (const parameter of this.#parts.parameters.values()) parameter.data;
    list.splice(list.indexOf(oldest), 1);
    this.#letGo(oldest);
    return true;
  }

  /** What a run in progress may still read is left to the collector. */
  #letGo({ executable }: Prepared): void {
    if (this.#running === 0) executable.release?.();
  }

  #keep({ prepared }: Selection, made: Prepared): void {
    made.lastUse = ++this.#uses;
    prepared.push(made);
    for (const selection of this.#selections) this.#renew(selection);
  }

  /** A larger memory for what has come takes the place of the others' memory: nobody may hold on to that. */
  #renew(selection: Selection): void {
    const { prepared } = selection;
    for (const [i, { executable, plan, dims, lastUse }] of prepared.entries()) {
      const current = "current" in executable ? executable.current?.() : undefined;
      if (current === undefined || current === executable) continue;
      prepared[i] = { ...preparedOf(selection, plan, new Map(dims), current), lastUse };
    }
  }

  #bindDims({ specs }: Selection, feeds: Readonly<Record<string, Feed>>): void {
    this.#checkNames(feeds);
    this.#dims.clear();
    let flat = false;
    for (let i = 0; i < specs.length; i++) {
      const spec = specs[i]!;
      const feed = Object.hasOwn(feeds, spec.name) ? feeds[spec.name] : undefined;
      if (feed === undefined) throw missing(spec);
      if (ArrayBuffer.isView(feed)) flat = true;
      else bindFeed(feed, spec, this.#dims);
    }
    // Flat typed arrays come last: what the others bind tells how to read them.
    if (flat) {
      this.#dims.solve();
      for (let i = 0; i < specs.length; i++) {
        const feed = feeds[specs[i]!.name];
        if (ArrayBuffer.isView(feed)) bindFeed(feed, specs[i]!, this.#dims);
      }
    }
    this.#dims.settle();
  }

  #checkNames(feeds: Readonly<Record<string, Feed>>): void {
    const { inputs } = this.graph;
    let named = false;
    for (const name in feeds) {
      if (!inputs.includes(name)) throw unknownFeed(feeds, name, inputs);
      named = true;
    }
    // Names that are inputs say that it is no list and no promise.
    if (!named && !isRecord(feeds)) throw noFeeds(feeds, inputs);
  }

  #fits({ dims }: Prepared): boolean {
    for (let i = 0; i < dims.length; i++) if (this.#dims.sizeOf(dims[i]![0]) !== dims[i]![1]) return false;
    return true;
  }

  #planned({ graph, whole }: Selection, binding: ReadonlyMap<string, number>): Plan {
    const { backend, checkFinite } = this.#parts;
    const executes = (op: Op): boolean => backend.executes(op);
    return plan(graph, binding, whole ? { keepAll: true, executes } : { inPlace: !checkFinite, executes });
  }

  /** What a backend needs to prepare a selection for the dims that are bound; there is room for it among the others. */
  #design(selection: Selection): Design {
    const { graph, whole, prepared } = selection;
    while (prepared.length >= keptPlans) this.#letGo(prepared.shift() as Prepared);
    const { parameters, checkFinite } = this.#parts;
    const binding = this.#dims.bound();
    const planned = this.#planned(selection, binding);
    const known = this.#constants.get(graph) ?? constants(graph);
    this.#constants.set(graph, known);
    return {
      planned,
      state: { parameters, constants: known },
      binding,
      options: { observed: checkFinite || whole, makeRoom: () => this.#makeRoom(), shared: this.#shared },
    };
  }
}

interface Design {
  readonly planned: Plan;
  readonly state: State;
  readonly binding: ReadonlyMap<string, number>;
  readonly options: PrepareOptions;
}

/** Feeds, and what a backend that answers later has prepared for them. */
interface Fed {
  readonly selection: Selection;
  readonly prepared: Prepared<AsyncExecutable>;
  readonly feeds: Readonly<Record<string, Feed>>;
}

/** What needs a backend that answers at once, and what to call instead. */
const instead = {
  run: "await runAsync",
  steps: "await stepsAsync",
  explain: "await prepare of these feeds first",
  trace: "await traceAsync",
} as const;

type Asked = keyof typeof instead;

const answersLater = (asked: Asked, backend: string): GraphError =>
  new GraphError(`${asked}: the backend must answer at once, got "${backend}", which answers later; ${instead[asked]}`, {
    code: "async-only",
    actual: backend,
  });

const noFeeds = (feeds: unknown, inputs: readonly string[]): FeedError =>
  new FeedError(
    `run: feeds must be an object of inputs by name, got ${showValue(feeds)}; pass { ${inputs.map((input) => `${input}: …`).join(", ")} }`,
    { code: "not-a-feed" },
  );

function unknownFeed(feeds: unknown, name: string, inputs: readonly string[]): FeedError {
  if (!isRecord(feeds) || feeds instanceof NdArray) return noFeeds(feeds, inputs);
  const expected = inputs.join(", ");
  return new FeedError(`run: feeds must name inputs (${expected}), got "${name}"; correct the name or declare the input`, {
    code: "unknown-feed",
    expected,
    actual: name,
  });
}

function checkCount(of: string, count: number): void {
  if (Number.isSafeInteger(count) && count >= 1 && count <= largestCount) return;
  throw new FeedError(`${of}: count must be a whole number from 1 to ${largestCount}, got ${showValue(count)}; correct it`, {
    code: "bad-count",
    expected: `1 … ${largestCount}`,
    actual: showValue(count),
  });
}

function copies(views: Readonly<Record<string, NdArray>>): Record<string, NdArray> {
  const outputs: Record<string, NdArray> = {};
  for (const name in views) {
    const { data, shape, dtype } = views[name] as NdArray;
    outputs[name] = new NdArray(data.slice() as typeof data, shape, dtype);
  }
  return outputs;
}

/** What is no list equals none: `select` refuses it. */
function sameNames(a: readonly string[], b: readonly string[]): boolean {
  if (!Array.isArray(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const missing = (spec: FeedSpec): FeedError =>
  new FeedError(
    `run: input "${spec.name}" ${showType(spec)} must be fed, got nothing (node "${spec.name}"); pass { ${spec.name}: … } or fetch outputs that do not need it`,
    {
      code: "missing-feed",
      node: spec.name,
      expected: showType(spec),
      actual: "nothing",
    },
  );
