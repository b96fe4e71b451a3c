import { showType } from "../../../graph/shape.ts";
import { printBinding, printRows } from "../../plan/print-rows.ts";
import type { EngineValue, Group } from "../fuse/engine-value.ts";
import type { Layout } from "./memory.ts";
import type { Parts } from "./parts.ts";
import type { Crew } from "./threads/crew.ts";
import type { Part } from "./threads/split.ts";

const kindLabels = {
  loop: "loop",
  rows: "rows ×4",
  lines: "lines",
  fold: "fold",
  product: "product",
  kernel: "kernel",
} as const satisfies Record<Group["kind"], string>;

/**
 * How the engine carries out a plan: a line for each group of steps, with what it stores where, and the sizes of module and memory.
 * Where threads share products, the last line says how many of the parts for workers these have computed; the main thread computes
 * those that no worker is ready for.
 */
export function printEngine({ plan, schedule, layout, written, region }: Parts, crew?: Crew): string {
  const replaced = new Map(schedule.updates.filter(({ inPlace }) => inPlace).map(({ from, parameter }) => [from, parameter]));
  const lines = [...schedule.run.map((group) => ["run", group] as const), ...schedule.update.map((group) => ["update", group] as const)];
  const rows = lines.map(([phase, group]) => [
    phase,
    (isHosted(group) ? "host" : isBody(group) ? "body" : kindLabels[group.kind]) + splitOf(written.split.get(group)),
    `${group.members.map(({ id }) => id).join(" ")} → ${group.stored.map((value) => placeOf(value, layout, replaced)).join(", ")}`,
  ]);
  const copied = schedule.updates
    .filter(({ inPlace }) => !inPlace)
    .map(({ parameter, from }) => ["update", "copy", `${from.id} → over ${parameter.id}`]);
  const title = `engine${printBinding(plan.binding)}: ${plan.steps.length} steps in ${rows.length} groups, module ${written.bytes.length} bytes, memory ${layout.parameters.to + layout.bytes - region.address} bytes`;
  const shared = crew === undefined ? [] : [`workers have computed ${crew.shared} of the ${crew.offered} parts that were theirs`];
  return [title, ...printRows([...rows, ...copied]), ...shared].join("\n");
}

/** True for a kernel in TypeScript, which the module calls. */
const isHosted = ({ kind, members: [first] }: Group): boolean => kind === "kernel" && first?.emitter === undefined;

/** True for a loop over a body, which is written by its op. */
const isBody = ({ members: [first] }: Group): boolean => first?.emitter?.kind === "own";

/** By rows or by columns, and over how many threads. */
const splitOf = (parts: readonly Part[] = []): string =>
  parts.length < 2 ? "" : ` ÷${parts.length} ${parts[0]?.rows === undefined ? "columns" : "rows"}`;

function placeOf(value: EngineValue, { homes }: Layout, replaced: ReadonlyMap<EngineValue, EngineValue>): string {
  const parameter = replaced.get(value);
  const home = homes.get(value);
  const where = parameter === undefined ? `@${home?.address}` : `over ${parameter.id}`;
  return `${value.id} ${showType(value)}${home?.byColumns ? " by columns" : ""} ${where}`;
}
