import type { NodeId } from "../../graph/graph.ts";
import type { Op, Value } from "../../graph/op.ts";
import type { Plan, Step } from "../plan/plan.ts";

/** The values that outlive a run, by node: parameters and constants. A backend reads them in place or keeps copies in step. */
export type State = ReadonlyMap<NodeId, Value>;

/** A planned graph that is ready to run. Its values stay where they are from run to run. */
export interface Executable {
  /** The memory of a node's value. Inputs are written here before a run, outputs are read here after it. */
  view(id: NodeId): Value;
  /**
   * Runs all steps. `observe` is called after each one, while its value is still there.
   * FeedError where an element cannot be used, such as a label out of range; the executable stays usable.
   */
  execute(observe?: (step: Step) => void): void;
}

/** Something that runs plans: the reference in TypeScript, or an engine that makes it fast. */
export interface Backend {
  readonly name: string;
  /** True for the ops that it executes as they are; the others are lowered. Every primitive must be among them. */
  executes(op: Op): boolean;
  prepare(plan: Plan, state: State): Executable;
}
