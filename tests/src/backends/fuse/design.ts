import type { Graph } from "dagrad";
import type { EngineValue, Group } from "../../../../src/backends/fuse/engine-value.ts";
import { groupsOf } from "../../../../src/backends/fuse/fuse.ts";
import { type Phases, phasesOf } from "../../../../src/backends/fuse/schedule.ts";
import { valuesOf } from "../../../../src/backends/fuse/values.ts";
import { kernelOf } from "../../../../src/backends/reference/kernel-of.ts";
import { type Layout, layoutOf } from "../../../../src/backends/wasm/memory.ts";
import { groupScratch } from "../../../../src/backends/wasm/write/group-scratch.ts";
import { lower } from "../../../../src/passes/lower.ts";
import { select } from "../../../../src/passes/select.ts";
import { simplify } from "../../../../src/passes/simplify.ts";
import { type Plan, plan } from "../../../../src/plan/plan.ts";

/** What the engine makes of a graph before it writes anything. */
export interface Design {
  readonly plan: Plan;
  readonly values: readonly EngineValue[];
  readonly schedule: Phases;
  readonly layout: Layout;
  /** Bytes of scratch memory that its products ask for. */
  readonly scratchBytes: number;
}

/** Plans a graph for the named dims of these sizes as a program does, up to the addresses; no memory is taken. */
export function design(
  graph: Graph<any, any>,
  binding: Readonly<Record<string, number>> = {},
  fetch: readonly string[] = Object.keys(graph.outputs),
): Design {
  const lowered = simplify(select(lower(graph), fetch), kernelOf);
  const planned = plan(lowered, new Map(Object.entries(binding)));
  const values = valuesOf(planned);
  const schedule = phasesOf(planned, values, groupsOf(values));
  const scratch = groupsIn(schedule).map((group) => groupScratch(group));
  const scratchBytes = Math.max(0, ...scratch);
  return { plan: planned, values, schedule, layout: layoutOf(values, schedule, scratchBytes), scratchBytes };
}

/** The groups in the order in which they run. */
export const groupsIn = ({ run, update }: Phases): readonly Group[] => [...run, ...update];

/** A line for each group: its phase and kind, its members, and after the arrow those that are stored, and how. */
export function lines({ schedule, layout }: Design): string {
  const { run, update, updates } = schedule;
  const replaced = new Map(updates.filter(({ inPlace }) => inPlace).map(({ from, parameter }) => [from, parameter.id]));
  const stored = (value: EngineValue): string => {
    const parameter = replaced.get(value);
    return value.id + (parameter === undefined ? "" : ` over ${parameter}`) + (layout.homes.get(value)?.byColumns ? " by columns" : "");
  };
  const line = (phase: string) => (group: Group) =>
    `${phase} ${group.kind}: ${group.members.map(({ id }) => id).join(" ")} → ${group.stored.map(stored).join(", ")}`;
  const copied = updates.filter(({ inPlace }) => !inPlace).map(({ parameter, from }) => `update copy: ${from.id} → ${parameter.id}`);
  const kept = [...schedule.kept].map(({ id }) => `keep ${id}`);
  return [...kept, ...run.map(line("run")), ...update.map(line("update")), ...copied].join("\n");
}
