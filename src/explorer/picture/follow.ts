import { pointedAt } from "../stepper/stepper.ts";
import type { PictureModel } from "./model.ts";
import { contains, meets, shownPart } from "./viewport.ts";

/** What is selected elsewhere in the page comes into view, unless it is seen already; of the step that is told, all of its box. */
export function followSelection(model: PictureModel): void {
  const { selected, stepper } = model.state;
  const step = stepper.current.value;
  const { placing, folded } = model.placed.peek();
  // A training step has boxes of its own for gradients and next values.
  const now = step && (folded.boxOf(step.node) === undefined ? pointedAt(step) : step.node);
  const id = now ?? selected.value?.id;
  // The foot may take more of the page for a step.
  const size = model.size.value;
  if (id === undefined) return;
  const viewport = model.viewport.peek();
  const box = folded.boxOf(id);
  const place = box === undefined ? undefined : placing.nodes.get(box);
  if (box === undefined || place === undefined || viewport === undefined) return;
  const part = shownPart(viewport, size);
  if (!(now === undefined ? meets(part, place) : contains(part, place))) model.reveal(box);
}
