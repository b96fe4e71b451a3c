import type { Plan } from "../../../plan/plan.ts";
import { mayFail } from "../emitters.ts";
import { type Group, operandsOf, storedOf, unfolded } from "./group.ts";
import { type EngineValue, holderOf } from "./values.ts";

/** A parameter and the value that replaces it after a run. */
export interface Update {
  readonly parameter: EngineValue;
  readonly from: EngineValue;
  /** The group that computes the new value writes it over the old one. */
  readonly inPlace: boolean;
}

/** The groups of an execution in two phases: what outputs need, and what only new values of parameters need. */
export interface Schedule {
  readonly run: readonly Group[];
  readonly update: readonly Group[];
  readonly updates: readonly Update[];
  /** Parameters that are outputs, or new values of others, as they are before the updates: these values are copied first. */
  readonly kept: ReadonlySet<EngineValue>;
}

/** Sums of up to this many products are finished in one go, so that a product may write over what its epilogue reads. */
const oneBlock = 512;

/**
 * Parts the groups into the two phases. In the second one a loop writes a parameter's new value over the old one where nothing else
 * will read the old one: an optimiser's step is then one pass over the parameter.
 */
export function scheduleOf(plan: Plan, values: readonly EngineValue[], groups: readonly Group[], { late: later = true } = {}): Schedule {
  const byId = new Map(values.map((value) => [value.id, value]));
  const outputs = new Set(Object.values(plan.graph.outputs).map((id) => byId.get(id) as EngineValue));
  const pairs = Object.entries(plan.graph.updates).map(([id, from]) => ({
    parameter: byId.get(id) as EngineValue,
    from: byId.get(from) as EngineValue,
  }));
  const replaced = new Set(pairs.map(({ parameter }) => parameter));
  const late = later ? lateGroups(groups, outputs) : new Set<Group>();
  const update = groups.filter((group) => late.has(group));
  const run = groups.filter((group) => !late.has(group));
  const kept = new Set([...outputs, ...pairs.map(({ from }) => from)].map(holderOf).filter((value) => replaced.has(value)));
  const placeOf = new Map(update.flatMap((group, at) => group.members.map((member) => [member, { group, at }] as const)));
  const lastReader = new Map(update.flatMap((group, at) => operandsOf(group).map((operand) => [operand, at] as const)));
  const timesUsed = new Map<EngineValue, number>();
  for (const { from } of pairs) timesUsed.set(holderOf(from), (timesUsed.get(holderOf(from)) ?? 0) + 1);
  const updates = pairs.map(({ parameter, from }) => {
    const place = placeOf.get(from);
    const alone =
      place !== undefined && !outputs.has(from) && timesUsed.get(from) === 1 && from.users.every(({ alias }) => alias === undefined);
    const inPlace = alone && (lastReader.get(parameter) ?? -1) <= place.at && mayReplace(parameter, from, place.group);
    return { parameter, from, inPlace };
  });
  return { run, update, updates, kept };
}

/** Groups whose values only new values of parameters need. */
function lateGroups(groups: readonly Group[], outputs: ReadonlySet<EngineValue>): ReadonlySet<Group> {
  const groupOf = new Map(groups.flatMap((group) => group.members.map((member) => [member, group] as const)));
  const late = new Set<Group>();
  const isLateUse = (user: EngineValue): boolean => {
    if (outputs.has(user)) return false;
    const group = groupOf.get(user);
    return group === undefined ? user.users.every(isLateUse) : late.has(group);
  };
  for (let i = groups.length - 1; i >= 0; i--) {
    const group = groups[i] as Group;
    // What may stop a run must do so before parameters change.
    if (group.kind === "rows" || group.members.some(({ step }) => step !== undefined && mayFail(step.op))) continue;
    if (
      storedOf(group).every((value) => !outputs.has(value) && value.users.every((user) => group.members.includes(user) || isLateUse(user)))
    ) {
      late.add(group);
    }
  }
  return late;
}

/** True where the group that computes `from` may write it over the parameter. */
function mayReplace(parameter: EngineValue, from: EngineValue, group: Group): boolean {
  if (group.kind === "kernel") return false;
  if (group.kind === "product" && (group.product.inputs[0]?.shape[1] as number) > oneBlock) return false;
  // Read by the loop itself, element by element: as a whole, never stretched or through another shape.
  return group.members.every(({ inputs }) =>
    inputs.every((input) => holderOf(unfolded(input)) !== parameter || (input === parameter && readsInStep(group, input, from))),
  );
}

const readsInStep = (group: Group, input: EngineValue, from: EngineValue): boolean =>
  input.shape.length === from.shape.length &&
  input.shape.every((dim, axis) => dim === from.shape[axis]) &&
  !(group.kind === "product" && group.product.inputs.some((operand) => holderOf(unfolded(operand)) === input));
