import { type Grid, grid } from "./grid.ts";
import type { Part, PictureText } from "./read-picture.ts";
import { contains, overlap, type Point, type Rectangle } from "./shape.ts";

/** Between a label and its line, in points. */
const gap = 4;
/** Pictures of more points than this are too large for anyone to read their labels one by one. */
const mostPoints = 50_000;
/** Points of a line that a label may move to. */
const mostTries = 24;

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

/** What there is on a page, by where it is. */
interface Page {
  readonly lines: Grid<Rectangle>;
  /** Boxes, titles and labels. */
  readonly taken: Grid<Rectangle & { readonly text?: PictureText }>;
  /** Clusters: a label is in one or outside of it. */
  readonly frames: readonly Rectangle[];
  readonly places: Map<PictureText, Place>;
}

/**
 * Where labels of edges and titles of clusters begin: beside the lines. Graphviz keeps a label clear of its own line, but not of curves
 * that lead around; a label that another line or a cluster's frame crosses moves along its own to the nearest free place, a title along the
 * upper side of its cluster. What has no free place stays.
 */
export function placeLabels(parts: readonly Part[]): Map<PictureText, Place> {
  const places = new Map<PictureText, Place>();
  const edges = parts.filter(({ kind }) => kind === "edge");
  const labelled = edges.filter(({ texts }) => texts.length === 1);
  for (const { texts } of labelled) for (const text of texts) places.set(text, { at: [leftOf(text) + 1, text.y], isCrossed: false });
  if (edges.reduce((sum, { line }) => sum + line.length, 0) > mostPoints) return places;
  const frames = parts.filter(({ kind }) => kind === "cluster").flatMap(({ shapes }) => shapes.slice(0, 1));
  const page: Page = { lines: grid(), taken: grid(), frames, places };
  for (const { line } of edges) for (const [x, y] of line) page.lines.add({ left: x, right: x, top: y, bottom: y });
  for (const part of parts) {
    const box = part.kind === "node" ? part.shapes.at(-1) : undefined;
    if (box !== undefined) page.taken.add(box);
    else for (const text of part.texts) page.taken.add({ text, ...standing(text, page) });
  }
  for (const part of parts) if (part.kind === "cluster") placeTitle(part, page);
  const paper = parts.find(({ kind }) => kind === "graph")?.shapes[0];
  for (const { texts, line } of labelled) placeLabel(texts[0] as PictureText, line, page, paper);
  return places;
}

/** Whether no line passes there, and nothing stands there but `self`. */
const isFree = (spot: Rectangle, { lines, taken }: Page, self: readonly PictureText[]): boolean =>
  !lines.has(spot) && !taken.has(spot, ({ text }) => text === undefined || !self.includes(text));

/** Whether a spot is on both sides of a frame. */
const isFramed = (spot: Rectangle, { frames }: Page): boolean =>
  frames.some((frame) => overlap(frame, spot) && !(contains(frame, [spot.left, spot.top]) && contains(frame, [spot.right, spot.bottom])));

/** What a text covers where it stands now. */
const standing = (text: PictureText, { places }: Page): Rectangle =>
  covered(text, ...(places.get(text)?.at ?? ([leftOf(text), text.y] as const)));

function placeTitle({ texts, shapes }: Part, page: Page): void {
  const [box] = shapes;
  if (box === undefined || !texts.some((text) => page.lines.has(standing(text, page)))) return;
  const spot = (text: PictureText, shift: number): Rectangle => covered(text, leftOf(text) + shift, text.y);
  const shifts = Array.from({ length: Math.max(0, Math.floor((box.right - box.left) / gap)) }, (_, i) => i * gap);
  const shift = shifts.find((one) =>
    texts.every((text) => spot(text, one).right < box.right - gap && isFree(spot(text, one), page, texts)),
  );
  for (const text of texts) {
    page.places.set(text, { at: [leftOf(text) + (shift ?? 0), text.y], isCrossed: shift === undefined });
    page.taken.add({ text, ...spot(text, shift ?? 0) });
  }
}

function placeLabel(text: PictureText, line: readonly Point[], page: Page, paper: Rectangle | undefined): void {
  const now = standing(text, page);
  if (!page.lines.has(now) && !isFramed(now, page)) return;
  const from = (page.places.get(text) as Place).at;
  const tries = besides(line, text).map((at) => ({ at, away: Math.hypot(at[0] - from[0], at[1] - from[1]) }));
  const place = tries
    .sort((a, b) => a.away - b.away)
    .find(({ at }) => {
      const spot = covered(text, ...at);
      const isOnPaper = paper === undefined || (contains(paper, [spot.left, spot.top]) && contains(paper, [spot.right, spot.bottom]));
      return isOnPaper && isFree(spot, page, [text]) && !isFramed(spot, page);
    })?.at;
  page.places.set(text, { at: place ?? from, isCrossed: place === undefined });
  if (place !== undefined) page.taken.add({ text, ...covered(text, ...place) });
}

/** Places on either side of a line, above and below it, along its middle part. */
function besides(line: readonly Point[], { width, size }: PictureText): Point[] {
  const ends = Math.floor(line.length / 8);
  const middle = line.slice(ends, line.length - ends);
  const step = Math.ceil(middle.length / mostTries);
  return middle
    .filter((_, i) => i % step === 0)
    .flatMap(([x, y]) =>
      [gap, 2 * gap, 3 * gap].flatMap((away): Point[] => [
        [x + away, y + 0.3 * size],
        [x - away - width, y + 0.3 * size],
        [x - width / 2, y - away],
        [x - width / 2, y + away + 0.75 * size],
      ]),
    );
}
