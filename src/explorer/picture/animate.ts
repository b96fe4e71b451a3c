import type { Elements } from "./elements.ts";
import type { Placed } from "./model.ts";

/** In ms. */
const duration = 180;
/** Movements that are shown at most: of a picture that changed as a whole, none. */
const mostMoved = 300;

/** Has boxes glide from where they were, and what is new appear; nothing moves for those who ask for that. */
export function animateFrom(before: Placed, now: Placed, { boxes, lines }: Elements): void {
  if (boxes.size > mostMoved || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const options = { duration, easing: "ease-out" };
  let moved = false;
  for (const [id, element] of boxes) {
    const [old, place] = [before.placing.nodes.get(id), now.placing.nodes.get(id)];
    if (place === undefined) continue;
    if (old === undefined) {
      element.animate([{ opacity: 0 }, { opacity: 1 }], options);
      moved = true;
      continue;
    }
    const [dx, dy] = [old.left - place.left, old.top - place.top];
    if (Math.abs(dx) + Math.abs(dy) < 0.5) continue;
    moved = true;
    element.animate([{ translate: `${dx}px ${dy}px` }, { translate: "0 0" }], options);
  }
  if (moved) for (const element of lines.values()) element.animate([{ opacity: 0 }, { opacity: 1 }], options);
}
