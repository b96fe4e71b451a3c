import type { Point } from "../../place/placing.ts";
import type { PictureModel } from "./model.ts";
import { firstView, panned, type Viewport, zoomed } from "./viewport.ts";

/** Pixels that a pointer may move and still click. */
const slack = 4;

export interface Gestures {
  /** True just after a movement: what comes then is no click. */
  moved(): boolean;
  stop(): void;
}

/** Pan by drag, wheel or finger; zoom by pinch, or by wheel with Control. */
export function listenTo(svg: SVGSVGElement, model: PictureModel): Gestures {
  const pointers = new Map<number, Point>();
  let start: Point | undefined;
  let isMoving = false;
  let hasMoved = false;
  const place = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point => {
    // Of what is around it: while it is magnified, the picture itself is scaled.
    const { left, top } = (svg.parentElement as Element).getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const current = (): Viewport => {
    return model.viewport.peek() ?? firstView(model.placed.peek(), model.size.peek());
  };
  const spread = (points: readonly Point[]): { readonly middle: Point; readonly distance: number } => {
    const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = points;
    return { middle: [(ax + bx) / 2, (ay + by) / 2], distance: Math.hypot(ax - bx, ay - by) };
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button > 1) return;
    hasMoved = false;
    pointers.set(event.pointerId, place(event));
    start = place(event);
  };
  const onMove = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = place(event);
    if (!isMoving) {
      if (start !== undefined && Math.hypot(now[0] - start[0], now[1] - start[1]) < slack && pointers.size === 1) return;
      isMoving = true;
      svg.setPointerCapture(event.pointerId);
      svg.classList.add("moving");
    }
    const old = spread([...pointers.values()]);
    pointers.set(event.pointerId, now);
    if (pointers.size === 1) {
      model.viewport.value = panned(current(), now[0] - before[0], now[1] - before[1]);
      return;
    }
    const { middle, distance } = spread([...pointers.values()]);
    const moved = panned(current(), middle[0] - old.middle[0], middle[1] - old.middle[1]);
    model.viewport.value = old.distance === 0 ? moved : zoomed(moved, distance / old.distance, middle);
  };
  const onUp = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    if (pointers.size > 0) return;
    hasMoved ||= isMoving;
    isMoving = false;
    svg.classList.remove("moving");
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? model.size.peek().height : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      const step = Math.max(-60, Math.min(60, dy));
      model.viewport.value = zoomed(current(), Math.exp(-0.008 * step), place(event));
    } else if (event.shiftKey && dx === 0) model.viewport.value = panned(current(), -dy, 0);
    else model.viewport.value = panned(current(), -dx, -dy);
  };
  const control = new AbortController();
  const { signal } = control;
  svg.addEventListener("pointerdown", onDown, { signal });
  svg.addEventListener("pointermove", onMove, { signal });
  svg.addEventListener("pointerup", onUp, { signal });
  svg.addEventListener("pointercancel", onUp, { signal });
  svg.addEventListener("wheel", onWheel, { signal, passive: false });
  return {
    moved: () => hasMoved,
    stop: () => control.abort(),
  };
}
