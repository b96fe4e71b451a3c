import { clusterId } from "../../export/drawing/fold.ts";
import type { Elements } from "./elements.ts";
import type { PictureModel } from "./model.ts";
import { zoomed } from "./viewport.ts";

/** ↑ ↓ along the edges, Page up and down from box to box as they are read, Enter opens and closes, with Shift all that is like it, too; + − */
export function keyHandler(model: PictureModel, elements: Elements): (event: KeyboardEvent) => void {
  const go = goIn(model, elements);
  const zoom = (factor: number): void => {
    const { width, height } = model.size.value;
    if (model.viewport.value) model.viewport.value = zoomed(model.viewport.value, factor, [width / 2, height / 2]);
  };
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const walk = model.walk.value;
    const here = model.focused.value ?? walk.first;
    if (here === undefined) return;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(walk.next(here)),
      ArrowUp: () => go(walk.previous(here)),
      PageDown: () => go(walk.after(here)),
      PageUp: () => go(walk.before(here)),
      Enter: () => go(toggleAt(model, here, event.shiftKey)),
      "+": () => zoom(1.3),
      "=": () => zoom(1.3),
      "-": () => zoom(1 / 1.3),
    };
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}

const goIn =
  (model: PictureModel, elements: Elements) =>
  (id: string | undefined): void => {
    if (id === undefined) return;
    model.focused.value = id;
    model.reveal(id);
    // It is in the page once what is in view has been drawn; by then another key may have gone on.
    requestAnimationFrame(() => {
      if (model.focused.peek() === id) elements.boxes.get(id)?.focus({ preventScroll: true });
    });
  };

/** Opens what a box opens, else closes the innermost group around it; the box that the keyboard is at then. */
function toggleAt(model: PictureModel, id: string, all: boolean): string | undefined {
  const { folded, nodes } = model.placed.value;
  const cluster = nodes.get(id)?.cluster;
  const key = folded.boxes.get(id)?.fold?.key ?? (cluster === undefined ? undefined : folded.groups.get(cluster)?.key);
  if (key === undefined) return undefined;
  model.toggle(key, all);
  const after = model.placed.value;
  for (const [own, { fold }] of after.folded.boxes) if (fold?.key === key) return own;
  const inside = after.drawing.nodes.find((node) => node.cluster === clusterId(key));
  return after.nodes.has(id) && nodes.get(id)?.cluster !== undefined ? id : (inside?.id ?? (after.nodes.has(id) ? id : undefined));
}
