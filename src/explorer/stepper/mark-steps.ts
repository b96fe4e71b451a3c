import type { NodeId } from "../../../graph/graph.ts";
import type { State } from "../state.ts";
import { pointedAt } from "./stepper.ts";

/**
 * Sets what a step means to the elements below one that show nodes: "later" where the node is yet to come, "now" where it is the step's, "no-gradient" where
 * its gradient is yet to come; "broken" on the way of a NaN from where it began, "cause" where it did.
 */
export function markSteps(root: Element | null, { stepper, step, ids, links }: State): void {
  const at = step.value;
  const { forward, backward } = stepper.computedAt.value;
  const now = stepper.current.value;
  const first = stepper.roots.value.find(({ matters }) => matters);
  const path = new Set(first?.path);
  if (root === null) return;
  const isLater = (times: ReadonlyMap<NodeId, number>, id: NodeId): boolean => at !== undefined && (times.get(id) ?? 0) > at;
  for (const element of root.querySelectorAll("[data-node]")) {
    const shown = (element.getAttribute("data-node") ?? "").split(" ").flatMap((number) => ids.value[Number(number)] ?? []);
    const covers = element.hasAttribute("data-whole") ? shown.flatMap((id) => links.value.partsOf(id)) : shown;
    const isNow = now !== undefined && covers.some((one) => one === now.node || one === pointedAt(now));
    element.classList.toggle("now", isNow);
    element.classList.toggle(
      "later",
      shown.some((id) => isLater(forward, id)),
    );
    element.classList.toggle(
      "no-gradient",
      shown.some((id) => isLater(backward, id)),
    );
    element.classList.toggle(
      "broken",
      covers.some((one) => path.has(one)),
    );
    element.classList.toggle("cause", first !== undefined && covers.includes(first.node));
  }
}
