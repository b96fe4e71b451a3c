import type { Levels } from "./levels.ts";
import { penAt, slideTo, turnThrough } from "./paths.ts";
import type { Path, Point, Rectangle } from "./placing.ts";
import { tracksOf } from "./tracks.ts";

/** The columns so far: their boxes, from top to bottom, and where each column begins. */
export interface ColumnBoxes {
  readonly levels: Levels;
  readonly boxes: ReadonlyMap<number, Rectangle>;
  readonly orders: (readonly number[])[];
  readonly lefts: number[];
  /** Where lines from and to the rows begin and end, and the height at which one does. */
  readonly start: number;
  readonly portOf: (edge: number) => number;
}

/** Edge → where its lane is; edge and node → the height at which its line meets the box's right side. */
export interface Lanes {
  readonly x: Map<number, number>;
  readonly ends: Map<string, number>;
}

const laneGap = 10;
/** Between lines that meet the same side of a box, at most. */
const meetGap = 8;
const sideGap = 6;
/** Before a column lines to its boxes are level. */
const bendWidth = 30;

const middleY = ({ top, bottom }: Rectangle): number => (top + bottom) / 2;
const middleX = ({ left, right }: Rectangle): number => (left + right) / 2;

/** An edge that leads between a box and its partner, by the box's left side. */
const isPair = ({ edges, ends, partner }: Levels, edge: number): boolean => {
  const [from, to] = ends[edge] as readonly [number, number];
  return edges[edge]?.kind === "beside" && partner[to] === from;
};

/** Edges that have a part in columns, each with its boxes there. */
function* columnEdges({ levels, boxes }: ColumnBoxes): Generator<{ edge: number; from: number; to: number; a?: Rectangle; b?: Rectangle }> {
  for (const [edge, [from, to]] of levels.ends.entries()) {
    if (from < 0 || to < 0 || levels.edges[edge]?.kind === "order") continue;
    const [a, b] = [boxes.get(from), boxes.get(to)];
    if (a !== undefined || b !== undefined) yield { edge, from, to, ...(a ? { a } : {}), ...(b ? { b } : {}) };
  }
}

interface LaneLine {
  readonly edge: number;
  /** Boxes that it meets by their right sides, and whether it leads down from there. */
  readonly ends: readonly (readonly [node: number, isDown: boolean])[];
  /** Where it passes the rows. */
  readonly port?: number;
}

/** Places the lanes of the last column, right of it: of what leads neither to the next box nor straight to the rows; returns where they end. */
export function columnLanes(placed: ColumnBoxes, lanes: Lanes, right: number): number {
  const { levels, boxes, orders, portOf } = placed;
  const last = orders.length;
  const order = orders.at(-1) as readonly number[];
  const place = new Map(order.map((node, i) => [node, i]));
  const lines: LaneLine[] = [];
  for (const { edge, from, to } of columnEdges(placed)) {
    const [isFrom, isTo] = [levels.column[from] === last, levels.column[to] === last];
    if (isFrom && isTo) {
      const distance = (place.get(to) as number) - (place.get(from) as number);
      const isDown = distance > 0;
      if (Math.abs(distance) !== 1) lines.push({ edge, ends: [[from, isDown] as const, [to, !isDown] as const] });
    } else if ((isFrom && levels.column[to] === 0) || (isTo && levels.column[from] === 0 && !isPair(levels, edge))) {
      const node = isFrom ? from : to;
      const port = portOf(edge);
      if (!isNext(node, port)) lines.push({ edge, ends: [[node, port > middleY(boxes.get(node) as Rectangle)]], port });
    }
  }
  spreadEnds(lines, placed, lanes);
  const runs = lines.map(({ edge, ends, port }) => {
    const heights = ends.map(([node]) => lanes.ends.get(`${edge} ${node}`) as number);
    if (port !== undefined) heights.push(port);
    return { from: Math.min(...heights), to: Math.max(...heights) };
  });
  const { tracks, count } = tracksOf(runs);
  for (const [i, { edge }] of lines.entries()) lanes.x.set(edge, right + laneGap * ((tracks[i] as number) + 1));
  return right + laneGap * count;

  /** Whether nothing of the column stands between a box and a height. */
  function isNext(node: number, y: number): boolean {
    const { top, bottom } = boxes.get(node) as Rectangle;
    const i = place.get(node) as number;
    const [before, after] = [order[i - 1], order[i + 1]];
    if (y > bottom + 4) return after === undefined || (boxes.get(after) as Rectangle).top > y;
    return y < top - 4 && (before === undefined || (boxes.get(before) as Rectangle).bottom < y);
  }
}

/** Lines meet the right side of a box above and below its middle, from where others lead to the next column. */
function spreadEnds(lines: readonly LaneLine[], { boxes }: ColumnBoxes, lanes: Lanes): void {
  const at = new Map<string, { readonly node: number; readonly isDown: boolean; readonly edges: number[] }>();
  for (const { edge, ends } of lines) {
    for (const [node, isDown] of ends) {
      const key = `${node} ${isDown}`;
      const side = at.get(key) ?? { node, isDown, edges: [] };
      side.edges.push(edge);
      at.set(key, side);
    }
  }
  for (const { node, isDown, edges } of at.values()) {
    const box = boxes.get(node) as Rectangle;
    const step = Math.min(sideGap, (box.bottom - box.top) / 2 / (edges.length + 1));
    for (const [i, edge] of edges.entries()) lanes.ends.set(`${edge} ${node}`, middleY(box) + (isDown ? 1 : -1) * step * (i + 1));
  }
}

/** Where lines to the rows meet the upper or lower side of a box, by edge: in the middle, or left of the line to the next box. */
function meetings(placed: ColumnBoxes, { x: laneX }: Lanes): Map<number, number> {
  const { levels, boxes, portOf } = placed;
  const sides = new Map<string, { readonly node: number; hasNext: boolean; readonly edges: number[] }>();
  const sideOf = (node: number, isBelow: boolean) => {
    const key = `${node} ${isBelow}`;
    const side = sides.get(key) ?? { node, hasNext: false, edges: [] };
    sides.set(key, side);
    return side;
  };
  for (const { edge, from, to, a, b } of columnEdges(placed)) {
    if (laneX.has(edge) || from === to || isPair(levels, edge)) continue;
    if (a !== undefined && b !== undefined) {
      sideOf(from, a.top < b.top).hasNext = true;
      sideOf(to, b.top < a.top).hasNext = true;
    } else sideOf(a === undefined ? to : from, portOf(edge) > ((a ?? b) as Rectangle).bottom).edges.push(edge);
  }
  const found = new Map<number, number>();
  for (const { node, hasNext, edges } of sides.values()) {
    const box = boxes.get(node) as Rectangle;
    const first = hasNext ? 1 : 0;
    const step = Math.min(meetGap, (box.right - box.left) / 2 / (edges.length + first));
    for (const [i, edge] of edges.entries()) found.set(edge, middleX(box) - (i + first) * step);
  }
  return found;
}

/** Edge → its line from where it leaves the rows, or between boxes of columns. */
export function columnPaths(placed: ColumnBoxes, lanes: Lanes): Map<number, Path> {
  const { levels, start, lefts, portOf } = placed;
  const meetX = meetings(placed, lanes);
  const paths = new Map<number, Path>();
  for (const { edge, from, to, a, b } of columnEdges(placed)) {
    if (b !== undefined && isPair(levels, edge)) paths.set(edge, pairPath(a, b, lefts[(levels.column[to] as number) - 1] as number, edge));
    else {
      const [[x, y], ...rest] = pointsOf(edge, from, to, a, b) as [Point, ...Point[]];
      const pen = penAt(x, y);
      turnThrough(pen, rest);
      paths.set(edge, pen);
    }
  }
  return paths;

  /** From the rows, or from the column before, level as far as the column and then to the box's height. */
  function pairPath(a: Rectangle | undefined, b: Rectangle, left: number, edge: number): Path {
    const pen = a === undefined ? penAt(start, portOf(edge)) : penAt(a.right, middleY(a));
    turnThrough(pen, [[Math.max(pen.at[0], left - bendWidth), pen.at[1]]]);
    slideTo(pen, left, middleY(b));
    turnThrough(pen, [[b.left, middleY(b)]]);
    return pen;
  }

  function pointsOf(edge: number, from: number, to: number, a: Rectangle | undefined, b: Rectangle | undefined): Point[] {
    const lane = lanes.x.get(edge);
    /** From the box's right side to the lane. */
    const aside = (node: number, box: Rectangle, x: number): Point[] => {
      const y = lanes.ends.get(`${edge} ${node}`) ?? middleY(box);
      return [
        [box.right, y],
        [x, y],
      ];
    };
    if (a !== undefined && b !== undefined) {
      if (lane !== undefined) return [...aside(from, a, lane), ...aside(to, b, lane).reverse()];
      const isDown = a.bottom <= b.top;
      return [
        [middleX(a), isDown ? a.bottom : a.top],
        [middleX(a), isDown ? b.top : b.bottom],
      ];
    }
    const [node, box] = (a === undefined ? [to, b] : [from, a]) as [number, Rectangle];
    const port = portOf(edge);
    const x = meetX.get(edge) ?? middleX(box);
    const out: Point[] = lane === undefined ? [[x, port > box.bottom ? box.bottom : box.top]] : aside(node, box, lane);
    const points: Point[] = [...out, [lane ?? x, port], [start, port]];
    return a === undefined ? points.reverse() : points;
  }
}
