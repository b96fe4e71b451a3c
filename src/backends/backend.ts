import type { NodeId } from "../../graph/graph.ts";
import type { Op, Value } from "../../graph/op.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Parameter } from "./parameter.ts";

/** The values that outlive a run, by node. A backend reads them in place or keeps copies in step. */
export interface State {
  readonly parameters: ReadonlyMap<NodeId, Parameter>;
  readonly constants: ReadonlyMap<NodeId, Value>;
}

/** What writes as text how a plan is carried out. `explain` brings it along: a program that is only run does not load it. */
export interface Printers {
  readonly plan: (plan: Plan) => string;
  /** Of what the engine has made of it. */
  readonly engine: (...made: never[]) => string;
}

/** A planned graph that is ready to run. Its values stay where they are from run to run. */
export interface Executable {
  /** The memory of an input, written before a run; or of an output, read after it. Of any node where the executable is observed. */
  view(id: NodeId): Value;
  /** Offered a feed before each run: true where it is read where it is, in that run alone; else it is written to the memory of the input. */
  takes?(id: NodeId, feed: unknown): boolean;
  /**
   * Computes the outputs. `observe` is called after each step, while its value is still there; only where that was announced.
   * FeedError where an element cannot be used, such as a label out of range; the executable stays usable.
   */
  execute(observe?: (step: Step) => void): void;
  /**
   * Gives parameters the new values that the last run has made for them. `check` sees these values first, by parameter; where it
   * throws, all parameters stay as they were. Views of outputs do not change.
   */
  update(check?: (values: ReadonlyMap<NodeId, Value>) => void): void;
  /** As execute and update, `count` times. Stops at the first error; parameters then have the values of the step before. */
  steps(count: number): void;
  /** How the plan is carried out, as text. */
  print(printers: Printers): string;
  /** Asked when another was prepared: the executable itself, or the one in its place, with other views, where its memory was replaced by a larger one. */
  current?(): Executable;
  /** It will not be run again: its memory may be used for others. */
  release?(): void;
}

/**
 * A planned graph on something that answers later, such as a GPU or another process. One call at a time: the next one comes when the promise
 * of the last is settled.
 */
export interface AsyncExecutable {
  /** The host's memory of an input, written before a run; or of an output, which has its value when the run has ended. */
  view(id: NodeId): Value;
  /** Offered a feed before each run: true where it is read where it is, in that run alone; else it is written to the memory of the input. */
  takes?(id: NodeId, feed: unknown): boolean;
  /** As `execute` of an Executable. The newest values of parameters are those of `parameter.read()`. */
  executeAsync(): Promise<void>;
  /** As `update` of an Executable. Who asks for the new values is sent to `parameter.lendAsync`. */
  updateAsync(check?: (values: ReadonlyMap<NodeId, Value>) => void): Promise<void>;
  /** As `steps` of an Executable. */
  stepsAsync(count: number): Promise<void>;
  /** How the plan is carried out, as text. */
  print(printers: Printers): string;
  /** It will not be run again. */
  release?(): void;
}

export interface PrepareOptions {
  /** Every step is to be observed by itself: values of all nodes can be looked at. Default false. */
  readonly observed?: boolean;
  /** Called where the host refuses memory: lets go of what the program has prepared and used least recently. False where nothing is left. */
  readonly makeRoom?: () => boolean;
  /** The same map for all executables of a program: where a backend keeps what they share, such as memory. */
  readonly shared?: Map<unknown, unknown>;
}

/** Something that runs plans: the reference in TypeScript, or an engine that makes it fast. */
export interface Backend {
  readonly name: string;
  /** True for the ops that it executes as they are; the others are lowered. Every primitive must be among them. */
  executes(op: Op): boolean;
  prepare(plan: Plan, state: State, options?: PrepareOptions): Executable;
  /** As prepare, without keeping the thread busy, where the backend has something to compile. */
  prepareAsync?(plan: Plan, state: State, options?: PrepareOptions): Promise<Executable>;
}

/** A backend that cannot answer at once: of `compileAsync` and `fit`, whose programs have `runAsync`, `stepsAsync` and `read`. */
export interface AsyncBackend extends Pick<Backend, "name" | "executes"> {
  prepareAsync(plan: Plan, state: State, options?: PrepareOptions): Promise<AsyncExecutable>;
}
