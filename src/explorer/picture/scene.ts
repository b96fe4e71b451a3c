import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Rectangle, Size } from "../../place/placing.ts";
import { type InView, inView } from "./in-view.ts";
import type { PictureModel, Placed } from "./model.ts";
import { contains, shownPart, type Viewport } from "./viewport.ts";

/** What is in the page of a picture: what its window shows, and a margin, so that a small movement needs nothing new. */
export interface Scene {
  readonly placed: Placed;
  readonly seen: InView;
  /** So many boxes are in view that each is a plain shape, all of a role in one path. */
  readonly isFar: boolean;
}

/** Boxes that are drawn one by one at most. */
export const mostBoxes = 400;
/** And in a picture that is printed or saved. */
const mostInWhole = 4000;
/** Below this magnification, what stands in a box cannot be made out. */
const leastZoomOfBoxes = 0.16;

/** The part of the picture that is in the page. */
export interface Cover {
  readonly part: Rectangle;
  readonly k: number;
}

/** Share of the window on each side. */
const margin = 0.4;

export const coverOf = (viewport: Viewport, size: Size): Cover => ({
  part: shownPart(viewport, size, margin * Math.max(size.width, size.height)),
  k: viewport.k,
});

/** True while nothing new has to be drawn: the window shows no more than what is there, and not much less. */
export const covers = ({ part, k }: Cover, viewport: Viewport, size: Size): boolean =>
  contains(part, shownPart(viewport, size)) && viewport.k < 2 * k;

export function sceneOf(model: PictureModel): {
  readonly cover: Signal<Cover | undefined>;
  readonly scene: ReadonlySignal<Scene | undefined>;
} {
  const cover = signal<Cover | undefined>(undefined);
  const scene = computed((): Scene | undefined => {
    const placed = model.placed.value;
    if (cover.value === undefined) return undefined;
    const { part, k } = cover.value;
    const seen = inView(placed.placing, placed.lines, part);
    const isFar = model.isWhole.value
      ? seen.nodes.length > mostInWhole
      : seen.nodes.length > mostBoxes || (k < leastZoomOfBoxes && seen.nodes.length > mostBoxes / 4);
    return { placed, seen, isFar };
  });
  return { cover, scene };
}
