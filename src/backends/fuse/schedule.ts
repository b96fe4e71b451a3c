import type { NodeId } from "../../../graph/graph.ts";
import type { Plan } from "../../plan/plan.ts";
import { mayStop } from "./emitters.ts";
import { type EngineValue, type Group, holderOf } from "./engine-value.ts";
import { limits } from "./limits.ts";
import { sourceOf } from "./whole-block.ts";

/** A parameter and the value that replaces it after a run. */
export interface Update {
  readonly parameter: EngineValue;
  readonly from: EngineValue;
  /** The group that computes the new value writes it over the old one. */
  readonly inPlace: boolean;
}

/** The groups of an execution in two phases: what outputs need, and what only new values of parameters need. */
export interface Phases {
  readonly run: readonly Group[];
  readonly update: readonly Group[];
  readonly updates: readonly Update[];
  /** Parameters that are outputs, or new values of others, as they are before the updates: these values are copied first. */
  readonly kept: ReadonlySet<EngineValue>;
}

/**
 * Parts the groups into the two phases. In the second one a loop writes a parameter's new value over the old one where nothing else
 * will read the old one: an optimiser's step is then one pass over the parameter.
 */
export function phasesOf(plan: Plan, values: readonly EngineValue[], groups: readonly Group[], { late: later = true } = {}): Phases {
  const { outputs: outputNames, updates: newValues } = plan.graph;
  const byId = new Map<NodeId, EngineValue>();
  for (const value of values) byId.set(value.id, value);
  const outputs = new Set<EngineValue>();
  for (const id of Object.values(outputNames)) outputs.add(byId.get(id) as EngineValue);
  const pairs = Object.entries(newValues).map(([id, from]) => ({
    parameter: byId.get(id) as EngineValue,
    from: byId.get(from) as EngineValue,
  }));
  const late = later ? lateGroups(groups, outputs) : new Set<Group>();
  const run: Group[] = [];
  const update: Group[] = [];
  for (const group of groups) (late.has(group) ? update : run).push(group);

  const replaced = new Set<EngineValue>();
  for (const { parameter } of pairs) replaced.add(parameter);
  const kept = new Set<EngineValue>();
  const timesUsed = new Map<EngineValue, number>();
  for (const output of outputs) if (replaced.has(holderOf(output))) kept.add(holderOf(output));
  for (const { from } of pairs) {
    const holder = holderOf(from);
    if (replaced.has(holder)) kept.add(holder);
    timesUsed.set(holder, (timesUsed.get(holder) ?? 0) + 1);
  }
  /** The last group of the update that reads a value. */
  const lastReader = new Map<EngineValue, Group>();
  for (const group of update) for (const operand of group.operands) lastReader.set(operand, group);
  const updates = pairs.map(({ parameter, from }): Update => {
    const { group } = from;
    const alone =
      group !== undefined &&
      late.has(group) &&
      !outputs.has(from) &&
      timesUsed.get(from) === 1 &&
      from.users.every(({ alias }) => alias === undefined);
    const reader = lastReader.get(parameter);
    const inPlace = alone && (reader === undefined || reader.time <= group.time) && mayReplace(parameter, from, group);
    return { parameter, from, inPlace };
  });
  return { run, update, updates, kept };
}

/** Groups whose values only new values of parameters need. */
function lateGroups(groups: readonly Group[], outputs: ReadonlySet<EngineValue>): ReadonlySet<Group> {
  const late = new Set<Group>();
  const isLate = (value: EngineValue): boolean => {
    const uses = new Set([value]);
    for (const use of uses) {
      if (outputs.has(use)) return false;
      // What has no group, such as a view, is used where its users are.
      if (use.group === undefined || use.group === value.group) for (const user of use.users) uses.add(user);
      else if (!late.has(use.group)) return false;
    }
    return true;
  };
  for (let i = groups.length - 1; i >= 0; i--) {
    const group = groups[i] as Group;
    // What may stop a run must do so before parameters change.
    if (group.kind !== "rows" && !group.members.some(mayStop) && group.stored.every(isLate)) late.add(group);
  }
  return late;
}

/** True where the group that computes `from` may write it over the parameter. */
function mayReplace(parameter: EngineValue, from: EngineValue, group: Group): boolean {
  if (group.kind === "kernel" || group.kind === "lines" || group.kind === "fold") return false;
  if (group.kind === "product" && (group.product.inputs[0]?.shape.at(-1) as number) > limits.productTerms) return false;
  // Read by the loop itself, element by element: as a whole, never stretched or through another shape.
  return group.members.every(({ inputs }) =>
    inputs.every((input) => sourceOf(input) !== parameter || (input === parameter && readsInStep(group, input, from))),
  );
}

const readsInStep = (group: Group, input: EngineValue, from: EngineValue): boolean =>
  input.shape.length === from.shape.length &&
  input.shape.every((dim, axis) => dim === from.shape[axis]) &&
  !(group.kind === "product" && group.product.inputs.some((operand) => sourceOf(operand) === input));
