import type { State } from "./state.ts";

/*
 * Elements say by data-node which node they show, and by data-whole that they show all parts of it: they are marked where what is pointed at
 * and what they cover have a node in common.
 */

/** Sets the classes "hot" and "selected" below an element. */
export function markAll(root: Element | null, { marked, selected, ids, links, exploration }: State): void {
  const hot = marked.value;
  const chosen = selected.value?.id;
  exploration.value;
  if (root === null) return;
  for (const element of root.querySelectorAll("[data-node]")) {
    const id = ids.value[Number(element.getAttribute("data-node"))];
    if (id === undefined) continue;
    const covers = element.hasAttribute("data-whole") ? links.value.partsOf(id) : [id];
    element.classList.toggle(
      "hot",
      covers.some((one) => hot.has(one)),
    );
    element.classList.toggle("selected", chosen !== undefined && covers.includes(chosen));
  }
}

/** The handlers of a part of the page whose elements can be pointed at. */
export function pointing({ hot, selected, ids }: State) {
  const pointedAt = ({ target }: Event) => {
    const element = (target as Element).closest("[data-node]");
    const id = ids.value[Number(element?.getAttribute("data-node") ?? Number.NaN)];
    return element === null || id === undefined ? undefined : { id, whole: element.hasAttribute("data-whole") };
  };
  return {
    onPointerOver: (event: Event) => {
      hot.value = pointedAt(event);
    },
    onPointerLeave: () => {
      hot.value = undefined;
    },
    onClick: (event: Event) => {
      selected.value = pointedAt(event) ?? selected.value;
    },
  };
}
