import type { NodeId } from "../../../graph/graph.ts";
import type { State } from "../../../src/explorer/state.ts";

/** Goes to the step that computes a node, the last of its parts where it has some; a leaf, which no step computes, is selected. */
export function showNode(state: State, id: NodeId): void {
  const { forward } = state.stepper.computedAt.value;
  const steps = [id, ...state.links.value.partsOf(id)].flatMap((part) => forward.get(part) ?? []);
  if (steps.length > 0) state.stepper.go(Math.max(...steps));
  else state.selected.value = { id, whole: true };
  state.hot.value = { id, whole: true };
}
