import type { Part, PictureText } from "./read-picture.ts";
import { contains, overlap, type Point, type Rectangle, type Shape } from "./shape.ts";

/** Between a label and its line, in points. */
const gap = 4;
/** Pictures of more points than this are too large for anyone to read their labels one by one. */
const mostPoints = 300_000;

/** What a text covers when it begins at `left` above the baseline `y`. */
const covered = ({ width, size }: PictureText, left: number, y: number): Rectangle => ({
  left: left - 1,
  right: left + width + 1,
  top: y - 0.75 * size,
  bottom: y + 0.2 * size,
});

const leftOf = ({ x, width, isCentred }: PictureText): number => (isCentred ? x - width / 2 : x);

/** Where a text begins, above which baseline. */
export interface Place {
  readonly at: Point;
  /** It has no place where no line passes. */
  readonly isCrossed: boolean;
}

/**
 * Where labels of edges and titles of clusters begin: beside the lines. Graphviz keeps a label clear of its own line, but not of curves
 * that lead around; a label that another line crosses moves along its own to the nearest free place, a title along the upper side of its
 * cluster. What has no free place stays.
 */
export function placeLabels(parts: readonly Part[]): Map<PictureText, Place> {
  const edges = parts.filter(({ kind }) => kind === "edge");
  const places = new Map<PictureText, Place>();
  const labels = edges.flatMap((edge) => (edge.texts.length === 1 ? [{ text: edge.texts[0] as PictureText, line: edge.line }] : []));
  for (const { text } of labels) places.set(text, { at: [leftOf(text), text.y], isCrossed: false });
  if (edges.reduce((sum, { line }) => sum + line.length, 0) > mostPoints) return places;
  const crosses = crossings(edges.flatMap(({ line }) => line));
  const nodes = parts.filter(({ kind }) => kind === "node").flatMap(({ shapes }) => shapes.slice(-1));
  const page = parts.find(({ kind }) => kind === "graph")?.shapes[0];
  const titles = parts.flatMap(({ kind, texts }) => (kind === "edge" || kind === "node" ? [] : texts));
  const others = (self: readonly PictureText[]): Rectangle[] => [
    ...nodes,
    ...[...titles, ...places.keys()].filter((text) => !self.includes(text)).map((text) => place(text)),
  ];
  const place = (text: PictureText): Rectangle => {
    const [left, y] = places.get(text)?.at ?? [leftOf(text), text.y];
    return covered(text, left, y);
  };
  for (const { kind, texts, shapes } of parts) {
    const [box] = shapes;
    if (kind !== "cluster" || box === undefined || !texts.some((text) => crosses(place(text)))) continue;
    const taken = others(texts);
    const isFree = (shift: number): boolean =>
      texts.every((text) => {
        const spot = covered(text, leftOf(text) + shift, text.y);
        return spot.right < box.right - gap && !crosses(spot) && !taken.some((one) => overlap(one, spot));
      });
    const shift = shiftsWithin(box).find(isFree);
    const isCrossed = shift === undefined;
    for (const text of texts) places.set(text, { at: [leftOf(text) + (shift ?? 0), text.y], isCrossed });
  }
  for (const { text, line } of labels) {
    if (!crosses(place(text))) continue;
    const taken = others([text]);
    const from = (places.get(text) as Place).at;
    const [fromX, fromY] = from;
    const away = ([left, y]: Point): number => Math.hypot(left - fromX, y - fromY);
    const free = besides(line, text)
      .filter(([left, y]) => {
        const spot = covered(text, left, y);
        const isOnPage = page === undefined || (contains(page, [spot.left, spot.top]) && contains(page, [spot.right, spot.bottom]));
        return isOnPage && !crosses(spot) && !taken.some((one) => overlap(one, spot));
      })
      .sort((a, b) => away(a) - away(b));
    places.set(text, { at: free[0] ?? from, isCrossed: free[0] === undefined });
  }
  return places;
}

const shiftsWithin = ({ left, right }: Shape): number[] =>
  Array.from({ length: Math.max(0, Math.floor((right - left) / gap)) }, (_, i) => i * gap);

/** Places on either side of a line, above and below it, along its middle part. */
function besides(line: readonly Point[], { width, size }: PictureText): Point[] {
  const ends = Math.floor(line.length / 8);
  return line.slice(ends, line.length - ends).flatMap(([x, y]) =>
    [gap, 2 * gap, 3 * gap].flatMap((away): Point[] => [
      [x + away, y + 0.3 * size],
      [x - away - width, y + 0.3 * size],
      [x - width / 2, y - away],
      [x - width / 2, y + away + 0.75 * size],
    ]),
  );
}

/** Whether any of some points lies in a rectangle. */
function crossings(points: readonly Point[]): (spot: Rectangle) => boolean {
  const side = 24;
  const cells = new Map<string, Point[]>();
  for (const point of points) {
    const key = `${Math.floor(point[0] / side)} ${Math.floor(point[1] / side)}`;
    const cell = cells.get(key);
    if (cell) cell.push(point);
    else cells.set(key, [point]);
  }
  return (spot) => {
    for (let column = Math.floor(spot.left / side); column <= Math.floor(spot.right / side); column++) {
      for (let row = Math.floor(spot.top / side); row <= Math.floor(spot.bottom / side); row++) {
        if (cells.get(`${column} ${row}`)?.some((point) => contains(spot, point))) return true;
      }
    }
    return false;
  };
}
