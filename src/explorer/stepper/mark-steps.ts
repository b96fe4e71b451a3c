import type { NodeId } from "../../../graph/graph.ts";
import type { State } from "../state.ts";
import { pointedAt } from "./stepper.ts";

/**
 * Sets what a step means to the boxes of a picture: "later" where the node is yet to come, "now" where it is the step's, "no-gradient" where its gradient
 * is yet to come; "broken" on the way of a NaN from where it began, "cause" where it did. `boxOf` is the box in which a node stands.
 */
export function markSteps(
  boxes: ReadonlyMap<string, Element>,
  boxOf: (id: NodeId) => string | undefined,
  { stepper, step, numbering }: Pick<State, "stepper" | "step" | "numbering">,
): void {
  const at = step.value;
  const { forward, backward } = stepper.computedAt.value;
  const now = stepper.current.value;
  const root = stepper.roots.value.find(({ matters }) => matters);
  const nowBox = now && (boxOf(now.node) ?? boxOf(pointedAt(now)));
  const path = new Set(root?.path.map(boxOf));
  const end = root?.path.at(-1);
  const cause = root && boxOf(root.node);
  const isLater = (times: ReadonlyMap<NodeId, number>, id: NodeId | undefined): boolean =>
    at !== undefined && id !== undefined && (times.get(id) ?? 0) > at;
  for (const [box, element] of boxes) {
    const id = numbering.value.idOf(Number.parseInt(element.getAttribute("data-node") ?? "", 10));
    const { classList } = element;
    classList.toggle("now", box === nowBox);
    classList.toggle("later", isLater(forward, id));
    classList.toggle("no-gradient", isLater(backward, id));
    // A result stands in a box of its own beside that of the node that it is.
    classList.toggle("broken", path.has(box) || (end !== undefined && id === end));
    classList.toggle("cause", box === cause);
  }
}
