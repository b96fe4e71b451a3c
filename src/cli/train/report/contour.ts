import type { Point } from "../../../page/chart/thin.ts";

/** Numbers at the points of a grid, row by row; both sides have as many points. */
export interface Field {
  readonly side: number;
  readonly values: Float64Array;
}

/**
 * Where a field is at least a threshold, as rings of corners in columns and rows of its grid, of which those inside of others are holes.
 * Between two points of the grid the field is taken for a straight line, and a corner lies where that crosses the threshold; beyond the grid
 * it is below.
 *
 * Source: marching squares, the plane's case of Lorensen, Cline 1987; the middle of a square parts or joins opposite corners.
 */
export function contour({ side, values }: Field, threshold: number): Point[][] {
  const valueAt = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= side || row >= side ? Number.NEGATIVE_INFINITY : (values[row * side + column] as number);
  const next = new Map<number, number>();
  for (let row = -1; row < side; row++) {
    for (let column = -1; column < side; column++) {
      // Around a square from its first corner on; edge i leads from corner i to the next one.
      const corners = [valueAt(column, row), valueAt(column + 1, row), valueAt(column + 1, row + 1), valueAt(column, row + 1)];
      const isInside = corners.map((value) => value >= threshold);
      const count = isInside.filter(Boolean).length;
      if (count === 0 || count === 4) continue;
      const edges = [edge(column, row, 0), edge(column + 1, row, 1), edge(column, row + 1, 0), edge(column, row, 1)];
      const isJoined = corners.reduce((sum, value) => sum + value) / 4 >= threshold;
      for (let from = 0; from < 4; from++) {
        if (!isInside[from] || isInside[(from + 1) % 4]) continue;
        // The line goes back around the corners that are inside, or on around those that are outside.
        const others = isJoined ? [1, 2, 3] : [3, 2, 1];
        const to = others.map((k) => (from + k) % 4).find((i) => !isInside[i] && isInside[(i + 1) % 4]) as number;
        next.set(edges[from] as number, edges[to] as number);
      }
    }
  }
  const crossing = (key: number): Point => {
    const { column, row, isUp } = edgeOf(key);
    const [before, after] = [valueAt(column, row), isUp ? valueAt(column, row + 1) : valueAt(column + 1, row)];
    const share = (threshold - before) / (after - before);
    // Beyond the grid lies nothing to go halfway to.
    const exact = Number.isFinite(before) && Number.isFinite(after) ? share : before >= threshold ? 0 : 1;
    return isUp ? [column, row + exact] : [column + exact, row];
  };
  const rings: Point[][] = [];
  for (let [first] = next.keys(); first !== undefined; [first] = next.keys()) {
    const ring: Point[] = [];
    for (let key: number | undefined = first; key !== undefined; ) {
      ring.push(crossing(key));
      const following = next.get(key);
      next.delete(key);
      key = following === first ? undefined : following;
    }
    rings.push(ring);
  }
  return rings;
}

/** Columns and rows lie below this; one of them may be −1. */
const most = 2 ** 12;

/** The edge from a point of the grid to the one right of it, or above it, as a number. */
const edge = (column: number, row: number, isUp: 0 | 1): number => 2 * ((row + 1) * most + column + 1) + isUp;

const edgeOf = (key: number): { column: number; row: number; isUp: boolean } => ({
  column: (Math.floor(key / 2) % most) - 1,
  row: Math.floor(key / (2 * most)) - 1,
  isUp: key % 2 === 1,
});
