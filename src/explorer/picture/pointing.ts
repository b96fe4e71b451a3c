import type { Pointed } from "../state.ts";
import { gradientBoxId } from "./beside.ts";
import { cellAt, heldAt } from "./light.ts";
import { boxBehind, type PictureModel } from "./model.ts";

/** The box at an event: by its element, or where many are one path, by where it is. */
function boxAt({ placed, viewport }: PictureModel, event: MouseEvent): string | undefined {
  const target = event.target as Element;
  const element = target.closest("[data-box]");
  const { drawing, placing } = placed.value;
  if (element !== null) return drawing.nodes[Number(element.getAttribute("data-box"))]?.id;
  const view = viewport.value;
  if (view === undefined || target.closest(".far-boxes") === null) return undefined;
  const { left, top } = (target.closest(".picture-stage") as Element).getBoundingClientRect();
  const [x, y] = [(event.clientX - left - view.left) / view.k, (event.clientY - top - view.top) / view.k];
  for (const [id, box] of placing.nodes) if (box.left <= x && x <= box.right && box.top <= y && y <= box.bottom) return id;
  return undefined;
}

/** What a box, or the frame of a composite that is open, points at: of several nodes that it holds that which an event is at, else all. */
export function pointedAt(model: PictureModel, id: string, target?: EventTarget | null): Pointed | undefined {
  const { folded, runs, state } = model;
  const box = boxBehind(folded.value, id);
  if (box?.node === undefined) {
    const own = target ? heldAt(model, id, target as Element) : undefined;
    const [first, ...also] = own === undefined ? (box?.holds ?? []).map(({ node }) => node) : [own];
    return first === undefined ? undefined : { id: first, whole: false, also };
  }
  const run = runs.value.get(box.node);
  if (id.startsWith(gradientBoxId("")) && box.id !== id) {
    const cotangent = run === undefined ? undefined : state.exploration.value.cotangents[run];
    return cotangent === undefined ? undefined : { id: cotangent, whole: false };
  }
  return { id: box.node, whole: box.fold?.isOpen === false };
}

/** Pointing marks, a click selects, a click on the sign of a fold or two clicks open and close; with Shift all that is like it, too. */
export function pointerHandlers(model: PictureModel, hasMoved: () => boolean) {
  const { hot, selected } = model.state;
  const frameAt = (event: MouseEvent) => {
    const element = (event.target as Element).closest("[data-group]");
    const id = element === null ? undefined : model.placed.value.drawing.clusters[Number(element.getAttribute("data-group"))]?.id;
    return id === undefined ? undefined : model.folded.value.groups.get(id);
  };
  const keyAt = (event: MouseEvent): string | undefined => {
    const box = boxAt(model, event);
    return (
      (box === undefined ? undefined : model.folded.value.boxes.get(box)?.fold?.key) ??
      (box === undefined ? frameAt(event)?.key : undefined)
    );
  };
  return {
    onPointerOver: (event: PointerEvent) => {
      if (event.buttons > 0) return;
      const box = boxAt(model, event);
      const group = box === undefined ? frameAt(event) : undefined;
      // On the ground of a frame nothing is pointed at: its title and sign are.
      const isTitle = (event.target as Element).closest("text, .fold") !== null;
      hot.value =
        box !== undefined
          ? pointedAt(model, box, event.target)
          : group?.of !== undefined && isTitle
            ? { id: group.of, whole: true }
            : undefined;
    },
    onPointerMove: (event: PointerEvent) => {
      if (event.buttons > 0 || (event.target as Element).closest(".far-boxes") === null) return;
      const box = boxAt(model, event);
      const next = box === undefined ? undefined : pointedAt(model, box);
      if (next?.id !== hot.value?.id) hot.value = next;
    },
    onPointerLeave: () => {
      hot.value = undefined;
    },
    onClick: (event: MouseEvent) => {
      if (hasMoved()) return;
      const isSign = (event.target as Element).closest(".fold") !== null;
      const key = isSign || event.shiftKey ? keyAt(event) : undefined;
      if (key !== undefined) {
        model.toggle(key, event.shiftKey);
        return;
      }
      const box = boxAt(model, event);
      if (box !== undefined) {
        model.focused.value = box;
        selected.value = pointedAt(model, box, event.target) ?? selected.value;
        const cell = cellAt(model, box, event.target as Element);
        if (cell !== undefined) model.state.stepper.cell.value = cell;
        return;
      }
      const group = frameAt(event);
      if (group?.of !== undefined && (event.target as Element).closest("text") !== null) selected.value = { id: group.of, whole: true };
    },
    onDblClick: (event: MouseEvent) => {
      if (hasMoved() || (event.target as Element).closest(".fold") !== null) return;
      const box = boxAt(model, event);
      const key = box === undefined ? undefined : model.folded.value.boxes.get(box)?.fold?.key;
      if (key !== undefined) model.toggle(key, event.shiftKey);
    },
  };
}

/** What the keyboard comes to is selected. On an element around the picture: one of SVG that listens for it would be a stop itself. */
export function focusHandler(model: PictureModel): (event: FocusEvent) => void {
  const { selected } = model.state;
  return (event) => {
    const element = (event.target as Element).closest("[data-box]");
    const id = element === null ? undefined : model.placed.value.drawing.nodes[Number(element.getAttribute("data-box"))]?.id;
    if (id === undefined) return;
    model.focused.value = id;
    selected.value = pointedAt(model, id) ?? selected.value;
    // While a step is shown, what is selected is not followed.
    if (element?.matches(":focus-visible")) model.reveal(id);
  };
}
