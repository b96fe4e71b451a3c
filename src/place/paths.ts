import type { Path, Piece, Point } from "./placing.ts";

/** A path in the making. */
export interface Pen {
  readonly start: Point;
  readonly pieces: Piece[];
  at: Point;
  /** Where its last piece begins. */
  before: Point;
}

export const penAt = (x: number, y: number): Pen => {
  const start: Point = [x, y];
  return { start, pieces: [], at: start, before: start };
};

export function lineTo(pen: Pen, x: number, y: number): void {
  const { at, before, pieces } = pen;
  if (at[0] === x && at[1] === y) return;
  const to: Point = [x, y];
  // A straight line that goes on is one.
  const goesOn =
    pieces.length > 0 &&
    pieces.at(-1)?.bend === undefined &&
    ((before[0] === at[0] && at[0] === x) || (before[1] === at[1] && at[1] === y));
  if (goesOn) pieces[pieces.length - 1] = { to };
  else {
    pieces.push({ to });
    pen.before = at;
  }
  pen.at = to;
}

/** Down or up to a point, leaving and arriving upright: the curve keeps between the heights of its ends. */
export function swingTo(pen: Pen, x: number, y: number): void {
  const [fromX, fromY] = pen.at;
  if (fromX === x) {
    lineTo(pen, x, y);
    return;
  }
  const middle = (y - fromY) / 2;
  pen.pieces.push({
    to: [x, y],
    bend: [
      [fromX, fromY + middle],
      [x, y - middle],
    ],
  });
  pen.at = [x, y];
}

/** The same from side to side. */
export function slideTo(pen: Pen, x: number, y: number): void {
  const [fromX, fromY] = pen.at;
  if (fromY === y) {
    lineTo(pen, x, y);
    return;
  }
  const middle = (x - fromX) / 2;
  pen.pieces.push({
    to: [x, y],
    bend: [
      [fromX + middle, fromY],
      [x - middle, y],
    ],
  });
  pen.at = [x, y];
}

const roundest = 9;
/** Where the control points of a quarter of a circle lie. */
const quarter = 0.55;

/** Through corners, each a turn of a right angle, rounded as far as the lines are long. */
export function turnThrough(pen: Pen, points: readonly Point[]): void {
  for (const [i, corner] of points.entries()) {
    const next = points[i + 1];
    if (next === undefined) {
      lineTo(pen, ...corner);
      return;
    }
    const [ax, ay] = [corner[0] - pen.at[0], corner[1] - pen.at[1]];
    const [bx, by] = [next[0] - corner[0], next[1] - corner[1]];
    const [a, b] = [Math.abs(ax) + Math.abs(ay), Math.abs(bx) + Math.abs(by)];
    if (a === 0 || b === 0) continue;
    const isLast = i + 2 === points.length;
    const radius = Math.min(roundest, a, isLast ? b : b / 2);
    const [ux, uy, vx, vy] = [ax / a, ay / a, bx / b, by / b];
    lineTo(pen, corner[0] - ux * radius, corner[1] - uy * radius);
    const inner = radius * (1 - quarter);
    const to: Point = [corner[0] + vx * radius, corner[1] + vy * radius];
    pen.pieces.push({
      to,
      bend: [
        [corner[0] - ux * inner, corner[1] - uy * inner],
        [corner[0] + vx * inner, corner[1] + vy * inner],
      ],
    });
    pen.at = to;
  }
}

/** Paths one behind the other, each moved; straight lines that go on are one. */
export function joined(parts: readonly { readonly path: Path; readonly by: Point }[]): Path {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && only.by[0] === 0 && only.by[1] === 0)
    return { start: only.path.start, pieces: only.path.pieces };
  const moved = ([x, y]: Point, [dx, dy]: Point): Point => [x + dx, y + dy];
  const first = parts[0] as (typeof parts)[number];
  const start = moved(first.path.start, first.by);
  const pieces: Piece[] = [];
  let [before, at] = [start, start];
  for (const { path, by } of parts) {
    for (const { to, bend } of path.pieces) {
      const end = moved(to, by);
      if (bend !== undefined) pieces.push({ to: end, bend: [moved(bend[0], by), moved(bend[1], by)] });
      else {
        const last = pieces.at(-1);
        const isStraight =
          last !== undefined &&
          last.bend === undefined &&
          ((near(before[0], at[0]) && near(at[0], end[0])) || (near(before[1], at[1]) && near(at[1], end[1])));
        if (isStraight) {
          pieces[pieces.length - 1] = { to: end };
          at = end;
          continue;
        }
        pieces.push({ to: end });
      }
      before = at;
      at = end;
    }
  }
  return { start, pieces };
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;
