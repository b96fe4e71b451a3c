import type { NodeId } from "../../../graph/graph.ts";
import { gradientOwners, type Marked, markedIn } from "./marks.ts";
import type { PictureModel } from "./model.ts";

/** The elements of boxes and frames that are in the page, so that a mark is a class of a few of them and nothing is drawn anew. */
export interface Elements {
  readonly boxes: ReadonlyMap<string, SVGGElement>;
  readonly lines: ReadonlyMap<number, SVGGElement>;
  readonly setBox: (id: string, element: SVGGElement | null) => void;
  readonly setFrame: (id: string, element: SVGGElement | null) => void;
  readonly setLine: (number: number, element: SVGGElement | null) => void;
  /** Marks what is hot and selected, with its edges, and has the keyboard enter at one box. */
  mark(): void;
}

export function elementsOf(model: PictureModel): Elements {
  const boxes = new Map<string, SVGGElement>();
  const frames = new Map<string, SVGGElement>();
  const lines = new Map<number, SVGGElement>();
  const put = <K>(map: Map<K, SVGGElement>, key: K, element: SVGGElement | null): void => {
    if (element === null) map.delete(key);
    else map.set(key, element);
  };
  let marked = new Set<SVGGElement>();
  let entry: SVGGElement | undefined;
  let owners: { readonly of: unknown; readonly map: ReadonlyMap<NodeId, NodeId> } | undefined;
  return {
    boxes,
    lines,
    setBox: (id, element) => put(boxes, id, element),
    setFrame: (id, element) => put(frames, id, element),
    setLine: (number, element) => put(lines, number, element),
    mark() {
      const of = model.state.isRun.value ? model.state.exploration.value : undefined;
      if (owners === undefined || owners.of !== of) owners = { of, map: gradientOwners(model.state) };
      const { hot, selected } = markedIn(model, owners.map);
      const now = new Set<SVGGElement>();
      const set = (element: SVGGElement | undefined, name: string): void => {
        if (element === undefined) return;
        now.add(element);
        element.classList.add(name);
      };
      for (const element of marked) element.classList.remove("hot", "selected", "along");
      for (const [ids, name] of [
        [selected, "selected"],
        [hot, "hot"],
      ] as const)
        for (const id of ids) set(boxes.get(id) ?? frames.get(id), name);
      for (const number of edgesAt(model, { hot, selected })) set(lines.get(number), "along");
      marked = now;
      const { focused, walk, placed, state } = model;
      const chosen = state.selected.value && placed.value.folded.boxOf(state.selected.value.id);
      const stops = [focused.value, chosen, walk.value.first].flatMap((id) => boxes.get(id ?? "") ?? []);
      // Of a picture that is larger than the window, none of them may be in the page.
      const first = stops[0] ?? boxes.values().next().value;
      if (entry !== first) {
        entry?.setAttribute("tabindex", "-1");
        first?.setAttribute("tabindex", "0");
        entry = first;
      }
    },
  };
}

const edges = new WeakMap<object, ReadonlyMap<string, readonly number[]>>();

/** Numbers of the edges that lead to or from what is marked. */
function edgesAt({ placed }: PictureModel, { hot, selected }: Marked): number[] {
  const { drawing } = placed.value;
  let at = edges.get(drawing);
  if (at === undefined) {
    const found = new Map<string, number[]>();
    for (const [number, { from, to }] of drawing.edges.entries()) {
      for (const id of [from, to]) {
        const list = found.get(id);
        if (list) list.push(number);
        else found.set(id, [number]);
      }
    }
    edges.set(drawing, (at = found));
  }
  const own = hot.size > 0 ? hot : selected;
  return [...own].flatMap((id) => at.get(id) ?? []);
}
