import type { NodeId } from "../../../graph/graph.ts";
import { gradientBoxId } from "./beside.ts";
import type { Elements } from "./elements.ts";
import { gradientOwners } from "./marks.ts";
import { boxBehind, type PictureModel } from "./model.ts";

/** Cells that are told of light up, and those that they were made of, where the picture shows them as numbers. */
export function followLit(model: PictureModel, { boxes }: Elements): () => void {
  const { stepper } = model.state;
  const lit = stepper.lit.value;
  model.placed.value;
  // Boxes show another run a moment after it has become another.
  const frame = requestAnimationFrame(() => {
    for (const element of boxes.values()) for (const cell of element.querySelectorAll(".cell.lit")) cell.classList.remove("lit");
    const owners = lit.size === 0 ? new Map<NodeId, NodeId>() : gradientOwners(model.state);
    const held = heldIn(model);
    for (const [id, elements] of lit) {
      const at = held.get(id);
      const own = at && boxes.get(at.box)?.querySelector(`.strip[data-held="${at.held}"]`);
      for (const one of elements) own?.querySelector(`[data-element="${one}"]`)?.classList.add("lit");
      const of = owners.get(id);
      const box = model.folded.peek().boxOf(of ?? id);
      if (box === undefined || runOf(model, box) !== (of ?? id)) continue;
      const element = (of === undefined ? undefined : boxes.get(gradientBoxId(box))) ?? boxes.get(box);
      const strip = element?.querySelector(`.strip.${of === undefined ? "value" : "gradient"}`);
      for (const one of elements) strip?.querySelector(`[data-element="${one}"]`)?.classList.add("lit");
    }
  });
  return () => cancelAnimationFrame(frame);
}

/** The node whose value a box has, of the run or of a turn of a loop. */
function runOf({ folded, runs }: PictureModel, box: string): NodeId | undefined {
  const node = boxBehind(folded.peek(), box)?.node;
  return node === undefined ? undefined : (runs.peek().get(node) ?? node);
}

/** Node → the box that holds its value beside others, and which of them it is. */
function heldIn({ folded }: PictureModel): ReadonlyMap<NodeId, { readonly box: string; readonly held: number }> {
  const found = new Map<NodeId, { readonly box: string; readonly held: number }>();
  for (const { id, holds = [] } of folded.peek().boxes.values()) {
    for (const [held, { node }] of holds.entries()) if (!found.has(node)) found.set(node, { box: id, held });
  }
  return found;
}

/** The node that a box holds whose value is drawn where an event is. */
export function heldAt({ folded }: PictureModel, box: string, target: Element): NodeId | undefined {
  const held = target.closest("[data-held]")?.getAttribute("data-held");
  return held == null ? undefined : folded.peek().boxes.get(box)?.holds?.[Number(held)]?.node;
}

/** The element that a cell of a box shows; undefined where an event is at no cell. */
export function cellAt(model: PictureModel, box: string, target: Element): { readonly id: NodeId; readonly element: number } | undefined {
  const cell = target.closest("[data-element]");
  const of = target.closest("[data-of]")?.getAttribute("data-of");
  const run = runOf(model, box);
  if (cell === null) return undefined;
  const own = run === undefined || of !== "gradient" ? run : model.state.exploration.peek().cotangents[run];
  const id = heldAt(model, box, target) ?? own;
  return id === undefined ? undefined : { id, element: Number(cell.getAttribute("data-element")) };
}
