import { showShape } from "../../graph/shape.ts";
import type { Plan, Slot } from "./plan.ts";

/** A plan as text: the binding, then one line per step with the place of its value, then the arena. */
export function printPlan(plan: Plan): string {
  const { binding, steps, slots, bytes } = plan;
  const sizes = [...binding].map(([dim, size]) => `${dim} = ${size}`).join(", ");
  const lines = steps.map(({ id, op, inputs }) => {
    const slot = slots.get(id) as Slot;
    return [id, `${op.name}(${inputs.join(", ")})`, `${slot.dtype}${showShape(slot.shape)}`, placeOf(slot)];
  });
  const leaves = [...slots.values()]
    .filter(({ id }) => plan.graph.nodes[id]?.inputs.length === 0)
    .map((slot) => [slot.id, plan.graph.nodes[slot.id]?.op ?? "", `${slot.dtype}${showShape(slot.shape)}`, placeOf(slot)]);
  const rows = [...leaves, ...lines];
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => (row[column] as string).length)));
  const body = rows.map((row) =>
    row.map((cell, column) => (column < 3 ? (cell as string).padEnd(widths[column] as number) : cell)).join("  "),
  );
  return [`plan${sizes === "" ? "" : ` for ${sizes}`}: ${steps.length} steps, arena ${bytes} bytes`, ...body].join("\n");
}

const placeOf = ({ place, offset, shares }: Slot): string =>
  place === "arena" ? `@${offset}${shares === undefined ? "" : ` over ${shares}`}` : place;
