import type { NodeId } from "../../graph/graph.ts";
import type { Pointed, State } from "./state.ts";

/*
 * Elements say by data-node which nodes they show, as numbers with spaces between them, and by data-whole that they show all parts of them: they
 * are marked where what is pointed at and what they cover have a node in common.
 */

/** More marked nodes than that are looked for element by element. */
const mostSelectors = 100;

/** Sets the classes "hot" and "selected" below an element. */
export function markAll(root: Element | null, state: State): void {
  const hot = state.marked.value;
  const chosen = state.chosen.value;
  // What is shown may have changed with it.
  state.exploration.value;
  if (root === null) return;
  setClass(root, "hot", hot, state);
  setClass(root, "selected", chosen, state);
}

function setClass(root: Element, name: string, ids: ReadonlySet<NodeId>, state: State): void {
  const wanted = new Set(elementsOf(root, ids, state));
  for (const element of root.querySelectorAll(`.${name}`)) if (!wanted.has(element)) element.classList.remove(name);
  for (const element of wanted) element.classList.add(name);
}

/** The elements below one that show some of the nodes. */
function elementsOf(root: Element, wanted: ReadonlySet<NodeId>, { numbering, links }: State): readonly Element[] {
  if (wanted.size === 0) return [];
  const number = (id: NodeId): number => numbering.value.numberOf(id) ?? -1;
  if (wanted.size <= mostSelectors) {
    const selectors = [...wanted].flatMap((id) => [
      `[data-node~="${number(id)}"]`,
      `[data-whole][data-node~="${number(links.value.ownerOf(id))}"]`,
    ]);
    return [...root.querySelectorAll(selectors.join())];
  }
  const exact = new Set([...wanted].map(number));
  const owners = new Set([...wanted].map((id) => number(links.value.ownerOf(id))));
  return [...root.querySelectorAll("[data-node]")].filter((element) =>
    numbersOn(element).some(
      (one) => exact.has(one) || (element.hasAttribute("data-whole") && owners.has(one) && numbering.value.idOf(one) !== undefined),
    ),
  );
}

const numbersOn = (element: Element): number[] => (element.getAttribute("data-node") ?? "").split(" ").map(Number);

/** What an event points at: the nodes of the innermost element that shows some. */
export function pointedAt({ target }: Pick<Event, "target">, { numbering }: Pick<State, "numbering">): Pointed | undefined {
  const element = (target as Element).closest("[data-node]");
  if (element === null) return undefined;
  const [id, ...also] = numbersOn(element).flatMap((number) => numbering.value.idOf(number) ?? []);
  return id === undefined ? undefined : { id, whole: element.hasAttribute("data-whole"), ...(also.length > 0 && { also }) };
}

/** The handlers of a part of the page whose elements can be pointed at. */
export function pointing(state: State) {
  const { hot, selected } = state;
  return {
    onPointerOver: (event: Event) => {
      hot.value = pointedAt(event, state);
    },
    onPointerLeave: () => {
      hot.value = undefined;
    },
    onClick: (event: Event) => {
      selected.value = pointedAt(event, state) ?? selected.value;
    },
  };
}
