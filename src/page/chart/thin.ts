/** x and y. */
export type Point = readonly [x: number, y: number];

/** More points than this are more than pixels. */
const usual = 1200;

/**
 * Points of a curve that look the same with far fewer of them: of each group of neighbours the first, the lowest, the highest and the
 * last are kept, so that a spike stays.
 */
export function thin(points: readonly Point[], most = usual): readonly Point[] {
  if (points.length <= most) return points;
  const size = Math.ceil((4 * points.length) / Math.max(4, most));
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const last = Math.min(points.length, start + size) - 1;
    let [low, high] = [start, start];
    for (let i = start; i <= last; i++) {
      const y = (points[i] as Point)[1];
      if (y < (points[low] as Point)[1]) low = i;
      if (y > (points[high] as Point)[1]) high = i;
    }
    for (const i of new Set([start, Math.min(low, high), Math.max(low, high), last])) kept.push(points[i] as Point);
  }
  return kept;
}
