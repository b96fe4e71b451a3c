import { checkKind } from "../../graph/check-kind.ts";
import { showShape } from "../../graph/shape.ts";
import type { Plan, Slot } from "./plan.ts";
import { printBinding, printRows } from "./print-rows.ts";

/** A plan as text: the binding, then one line per step with the place of its value, then the arena. */
export function printPlan(plan: Plan): string {
  checkKind(plan?.slots !== undefined, "printPlan", "plan", "a plan", plan, "pass program.plan(feeds)");
  const { binding, steps, slots, bytes } = plan;
  const lines = steps.map(({ id, op, inputs }) => {
    const slot = slots.get(id) as Slot;
    return [id, `${op.name}(${inputs.join(", ")})`, `${slot.dtype}${showShape(slot.shape)}`, placeOf(slot)];
  });
  const leaves = [...slots.values()]
    .filter(({ id }) => plan.graph.nodes[id]?.inputs.length === 0)
    .map((slot) => [slot.id, plan.graph.nodes[slot.id]?.op ?? "", `${slot.dtype}${showShape(slot.shape)}`, placeOf(slot)]);
  return [`plan${printBinding(binding)}: ${steps.length} steps, arena ${bytes} bytes`, ...printRows([...leaves, ...lines])].join("\n");
}

const placeOf = ({ place, offset, shares }: Slot): string =>
  place === "arena" ? `@${offset}${shares === undefined ? "" : ` over ${shares}`}` : place;
