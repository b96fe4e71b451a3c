import type { Outline } from "./placing.ts";

/** Between lines that begin or end at the same side of a box, at most. */
const widest = 12;
const corner = 6;

/**
 * Where lines meet the side of a box, from its middle, in their order: the one that `middle` names in the middle, or all about it.
 * `share` is how much of the side there is for them: less of a circle than of a rectangle.
 */
export function spread(count: number, middle: number, length: number, outline: Outline): number[] {
  const half = outline === "ellipse" ? 0.32 * length : length / 2 - Math.min(corner, 0.2 * length);
  const centre = middle >= 0 ? middle : (count - 1) / 2;
  const furthest = Math.max(centre, count - 1 - centre);
  const step = furthest === 0 ? 0 : Math.min(widest, half / furthest);
  return Array.from({ length: count }, (_, i) => (i - centre) * step);
}

/** How much narrower a funnel is at either side of its lower end. */
export const narrowing = (width: number, height: number): number => Math.min(0.2 * width, 0.4 * height);

/** How far the outline reaches up and down there, `offset` from the middle. */
export function reachAlong(offset: number, width: number, height: number, outline: Outline): number {
  return outline === "ellipse" ? onEllipse(offset, width, height) : height / 2;
}

/** How far it reaches to the sides there, `offset` below the middle. */
export function reachAcross(offset: number, width: number, height: number, outline: Outline): number {
  if (outline === "ellipse") return onEllipse(offset, height, width);
  return outline === "box" ? width / 2 : width / 2 - narrowing(width, height) * (offset / height + 0.5);
}

function onEllipse(offset: number, length: number, depth: number): number {
  const share = Math.min(1, Math.abs(offset) / (length / 2));
  return (depth / 2) * Math.sqrt(1 - share * share);
}
