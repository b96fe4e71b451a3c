import type { Point } from "./thin.ts";

/** Steps of a path are written in tenths of a px. */
const tenths = 10;

/** 3 → "3", 0.5 → ".5", −0.5 → "-.5", of a whole number of tenths. */
const short = (value: number): string => String(value / tenths).replace(/^(-?)0\./, "$1.");

/** Numbers of a path: a minus parts them as well as a space. */
const joined = (numbers: readonly number[]): string =>
  numbers.map(short).reduce((text, one) => text + (one.startsWith("-") ? "" : " ") + one);

/** A line through points in px, each within 0.05 px of its place, as a path: from point to point, so that it stays short. */
export function linePath(points: readonly Point[], isClosed = false): string {
  let text = "";
  let [atX, atY] = [0, 0];
  for (const [i, point] of points.entries()) {
    const [x, y] = [Math.round(point[0] * tenths), Math.round(point[1] * tenths)];
    if (i === 0) text = `M${joined([x, y])}l`;
    else if (x !== atX || y !== atY) {
      const step = joined([x - atX, y - atY]);
      text += text.endsWith("l") || step.startsWith("-") ? step : ` ${step}`;
    }
    [atX, atY] = [x, y];
  }
  return (text.endsWith("l") ? `${text}0 0` : text) + (isClosed ? "z" : "");
}

/**
 * The points of a line that are needed for every other one to lie within `tolerance` of what is drawn; both ends stay.
 * Source: Ramer 1972; Douglas, Peucker 1973.
 */
export function simplified(points: readonly Point[], tolerance: number): readonly Point[] {
  if (points.length <= 2) return points;
  const isKept = new Uint8Array(points.length);
  isKept[0] = isKept[points.length - 1] = 1;
  const parts: [first: number, last: number][] = [[0, points.length - 1]];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const [first, last] = part;
    const [start, end] = [points[first] as Point, points[last] as Point];
    let [farthest, most] = [first, tolerance];
    for (let i = first + 1; i < last; i++) {
      const distance = distanceTo(start, end, points[i] as Point);
      if (distance > most) [farthest, most] = [i, distance];
    }
    if (farthest === first) continue;
    isKept[farthest] = 1;
    parts.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => isKept[i] === 1);
}

/** From a point to a stretch of a line. */
function distanceTo([x1, y1]: Point, [x2, y2]: Point, [x, y]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - share * dx, y - y1 - share * dy);
}
