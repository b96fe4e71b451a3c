import type { Point, Rectangle, Size } from "../../place/placing.ts";

/** Where a picture is looked at: a point (x, y) of it stands at (k·x + left, k·y + top) in the window. */
export interface Viewport {
  readonly left: number;
  readonly top: number;
  /** Magnification. */
  readonly k: number;
}

export const leastZoom = 0.02;
export const mostZoom = 4;
/** Free space around a picture that fits its window, in pixels. */
const pad = 20;
/** A picture that has to be smaller than that to be seen as a whole is shown from its beginning, as large as it is: values are to be read. */
const leastAtFirst = 0.8;

/** In pixels. */
const phone = 520;

const clamped = (k: number): number => Math.min(mostZoom, Math.max(leastZoom, k));

/** Magnified by `factor`, the point of the window at (x, y) staying where it is. */
export function zoomed({ left, top, k }: Viewport, factor: number, [x, y]: Point): Viewport {
  const next = clamped(k * factor);
  const grown = next / k;
  return { k: next, left: x - (x - left) * grown, top: y - (y - top) * grown };
}

export const panned = ({ left, top, k }: Viewport, dx: number, dy: number): Viewport => ({ k, left: left + dx, top: top + dy });

/** All of it, as large as the window lets it be, but not larger than it is. */
export function fitted({ left, top, right, bottom }: Rectangle, { width, height }: Size): Viewport {
  const k = clamped(Math.min(1, (width - 2 * pad) / Math.max(1, right - left), (height - 2 * pad) / Math.max(1, bottom - top)));
  return { k, left: width / 2 - (k * (left + right)) / 2, top: height / 2 - (k * (top + bottom)) / 2 };
}

/** What of a placed picture its first view depends on. */
export interface Viewed {
  readonly placing: { readonly bounds: Rectangle };
  readonly middle: number;
  readonly reach: { readonly left: number; readonly right: number };
}

/** All of it where it can be read so; else its beginning, what is widest of all, the straight line with its frames, that line in the middle. */
export function firstView({ placing: { bounds }, middle, reach }: Viewed, size: Size): Viewport {
  const whole = fitted(bounds, size);
  if (whole.k >= leastAtFirst) return whole;
  // On a phone, what stands beside the straight line is to be seen, too.
  const k = size.width < phone ? leastAtFirst : 1;
  const fits = ({ left, right }: { readonly left: number; readonly right: number }): boolean => k * (right - left) + pad <= size.width;
  const center = fits(bounds) ? (bounds.left + bounds.right) / 2 : fits(reach) ? (reach.left + reach.right) / 2 : middle;
  return { k, left: size.width / 2 - k * center, top: pad - k * bounds.top };
}

/** What of the picture the window shows, and `margin` pixels around it. */
export const shownPart = ({ left, top, k }: Viewport, { width, height }: Size, margin = 0): Rectangle => ({
  left: (-margin - left) / k,
  top: (-margin - top) / k,
  right: (width + margin - left) / k,
  bottom: (height + margin - top) / k,
});

/** Moved as little as shows all of a box, or its upper left corner where it is larger than the window. */
export function showing(view: Viewport, { left, top, right, bottom }: Rectangle, { width, height }: Size): Viewport {
  const shift = (from: number, to: number, size: number): number => {
    if (from < pad) return pad - from;
    return to > size - pad ? Math.max(size - pad - to, pad - from) : 0;
  };
  const { k } = view;
  return panned(view, shift(k * left + view.left, k * right + view.left, width), shift(k * top + view.top, k * bottom + view.top, height));
}

export const contains = (outer: Rectangle, inner: Rectangle): boolean =>
  outer.left <= inner.left && outer.top <= inner.top && inner.right <= outer.right && inner.bottom <= outer.bottom;

export const meets = (a: Rectangle, b: Rectangle): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
