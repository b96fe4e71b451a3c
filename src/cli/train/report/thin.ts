/** x and y. */
export type Point = readonly [x: number, y: number];

/** More points than this are more than pixels. */
const most = 1200;

/**
 * Points of a curve that look the same with far fewer of them: of each group of neighbours the first, the lowest, the highest and the
 * last are kept, so that a spike stays.
 */
export function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= most) return points;
  const size = Math.ceil((4 * points.length) / most);
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const group = points.slice(start, start + size);
    const low = group.reduce((best, point) => (point[1] < best[1] ? point : best));
    const high = group.reduce((best, point) => (point[1] > best[1] ? point : best));
    const ends = new Set([group[0] as Point, low, high, group.at(-1) as Point]);
    kept.push(...group.filter((point) => ends.has(point)));
  }
  return kept;
}
