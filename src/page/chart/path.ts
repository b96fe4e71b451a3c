import type { Point } from "./thin.ts";

/** Steps of a path are written in tenths of a px. */
const tenths = 10;

/** 3 → "3", 0.5 → ".5", −0.5 → "-.5", of a whole number of tenths. */
const short = (value: number): string => String(value / tenths).replace(/^(-?)0\./, "$1.");

/** Steps of less than 50 px, which most are: curves that grow are written many times a second. */
const most = 500;
const steps = Array.from({ length: 2 * most + 1 }, (_, i) => short(i - most));

/** A number of a path after another one: a minus parts them as well as a space. */
const next = (value: number): string => (value < 0 ? "" : " ") + (Math.abs(value) <= most ? steps[value + most] : short(value));

/** A line through points in px, each within 0.05 px of its place, as a path: from point to point, so that it stays short. */
export function linePath(points: readonly Point[], isClosed = false): string {
  const [first] = points;
  if (first === undefined) return "";
  let [atX, atY] = [Math.round(first[0] * tenths), Math.round(first[1] * tenths)];
  let text = "";
  for (let i = 1; i < points.length; i++) {
    const point = points[i] as Point;
    const x = Math.round(point[0] * tenths);
    const y = Math.round(point[1] * tenths);
    if (x === atX && y === atY) continue;
    text += next(x - atX) + next(y - atY);
    atX = x;
    atY = y;
  }
  return `M${short(Math.round(first[0] * tenths))}${next(Math.round(first[1] * tenths))}l${(text === "" ? "0 0" : text).trimStart()}${isClosed ? "z" : ""}`;
}

/**
 * The points of a line that are needed for every other one to lie within `tolerance` of what is drawn; both ends stay.
 * Source: Ramer 1972; Douglas, Peucker 1973.
 */
export function simplified(points: readonly Point[], tolerance: number): readonly Point[] {
  if (points.length <= 2) return points;
  const isKept = new Uint8Array(points.length);
  isKept[0] = isKept[points.length - 1] = 1;
  const parts = [0, points.length - 1];
  while (parts.length > 0) {
    const last = parts.pop() as number;
    const first = parts.pop() as number;
    const [x1, y1] = points[first] as Point;
    const [x2, y2] = points[last] as Point;
    const [dx, dy] = [x2 - x1, y2 - y1];
    const length = dx * dx + dy * dy;
    let farthest = first;
    let most = tolerance * tolerance;
    for (let i = first + 1; i < last; i++) {
      const point = points[i] as Point;
      const x = point[0] - x1;
      const y = point[1] - y1;
      // To the nearest place between both ends.
      const share = length === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / length));
      const distance = (x - share * dx) ** 2 + (y - share * dy) ** 2;
      if (distance > most) {
        farthest = i;
        most = distance;
      }
    }
    if (farthest === first) continue;
    isKept[farthest] = 1;
    parts.push(first, farthest, farthest, last);
  }
  return points.filter((_, i) => isKept[i] === 1);
}
