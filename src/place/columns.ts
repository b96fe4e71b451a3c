import { settle } from "./isotonic.ts";
import type { Levels } from "./levels.ts";
import { penAt, slideTo, turnThrough } from "./paths.ts";
import type { NodeToPlace, Path, Point, Rectangle } from "./placing.ts";
import { tracksOf } from "./tracks.ts";

/** Before the first column and between two, and between boxes of one. */
const columnGap = 34;
const stackGap = 8;
const laneGap = 10;
const metGap = 8;
/** Between a line and its label, and between that and the box above it. */
const labelGap = 5;
const labelAbove = 3;

export interface ColumnsOptions {
  readonly levels: Levels;
  /** Middle of each placed node. */
  readonly middleOf: (node: number) => Point;
  /** Where the row of the outermost level begins and ends in which a node stands. */
  readonly rowOf: (node: number) => readonly [index: number, top: number, bottom: number];
  /** Right side of all that stands in rows. */
  readonly right: number;
  /** Where the line of an edge passes that. */
  readonly portOf: (edge: number) => number;
}

export interface Columns {
  /** Node → where it stands. */
  readonly boxes: ReadonlyMap<number, Rectangle>;
  /** Edge → its line from the right side of the rows on, or between boxes of columns; and its label. */
  readonly paths: ReadonlyMap<number, Path>;
  readonly labels: ReadonlyMap<number, Rectangle>;
  readonly right: number;
}

/**
 * The columns right of all rows: each box at the height of its partner, within the row of that, lines between boxes of one column straight or
 * in lanes right of it. Lines to and from the rows pass between those, where nothing of a column stands.
 */
export function placeColumns({ levels, middleOf, rowOf, right: start, portOf }: ColumnsOptions): Columns {
  const { nodes, edges, column, partner } = levels;
  const boxes = new Map<number, Rectangle>();
  const paths = new Map<number, Path>();
  const labels = new Map<number, Rectangle>();
  const count = column.reduce((most, one) => Math.max(most, one), 0);
  if (count === 0) return { boxes, paths, labels, right: start };
  const size = (node: number): NodeToPlace => nodes[node] as NodeToPlace;
  const labelsOf = columnLabels(levels);
  const room = (node: number): number => (labelsOf.get(node) ?? []).reduce((sum, { height }) => sum + height + labelAbove, 0);
  const halfWidth = (node: number): number =>
    (labelsOf.get(node) ?? []).reduce((most, { width }) => Math.max(most, width + labelGap), size(node).width / 2);
  const baseOf = (node: number): number => {
    let base = node;
    while (column[base] !== 0) base = partner[base] as number;
    return base;
  };
  const numbers = new Map(nodes.map(({ id }, i) => [id, i]));
  const ends = edges.map(({ from, to }) => [numbers.get(from) ?? -1, numbers.get(to) ?? -1] as const);

  // Columns one after the other; the lanes of one stand before the next.
  const orders: number[][] = [];
  const laneX = new Map<number, number>();
  const sideY = new Map<string, number>();
  let right = start;
  for (let c = 1; c <= count; c++) {
    const inRows = new Map<number, number[]>();
    for (let node = 0; node < nodes.length; node++) {
      if (column[node] !== c) continue;
      const [row] = rowOf(baseOf(node));
      inRows.set(row, [...(inRows.get(row) ?? []), node]);
    }
    const order: number[] = [];
    const widest = [...inRows.values()].flat().reduce((most, node) => Math.max(most, halfWidth(node)), 0);
    const x = right + columnGap + widest;
    for (const [, members] of [...inRows].sort(([a], [b]) => a - b)) {
      const wishes = new Map(members.map((node) => [node, middleOfPartner(node)]));
      members.sort((a, b) => (wishes.get(a) as number) - (wishes.get(b) as number) || a - b);
      const [, top, bottom] = rowOf(baseOf(members[0] as number));
      const heights = members.map((node) => size(node).height + room(node));
      const places = settle({
        wish: members.map((node) => (wishes.get(node) as number) + room(node) / 2),
        weight: members.map(() => 1),
        apart: heights.map((height, i) => (i === 0 ? 0 : (height + (heights[i - 1] as number)) / 2 + stackGap)),
        least: top + (heights[0] as number) / 2,
        most: bottom - (heights.at(-1) as number) / 2,
      });
      for (const [i, node] of members.entries()) {
        const { width, height } = size(node);
        const y = (places[i] as number) - room(node) / 2;
        boxes.set(node, { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
        let top = y + height / 2;
        for (const label of labelsOf.get(node) ?? []) {
          labels.set(label.edge, {
            left: x + labelGap,
            right: x + labelGap + label.width,
            top: top + labelAbove,
            bottom: top + labelAbove + label.height,
          });
          top += labelAbove + label.height;
        }
        order.push(node);
      }
    }
    orders.push(order);
    right = x + widest;
    right = placeLanes(c, order, right);
  }
  const metX = meetings();
  for (const [edge, [from, to]] of ends.entries()) {
    if (from < 0 || to < 0 || edges[edge]?.kind === "order" || (column[from] === 0 && column[to] === 0)) continue;
    paths.set(edge, pathOf(edge, from, to));
  }
  return { boxes, paths, labels, right };

  function middleOfPartner(node: number): number {
    const box = boxes.get(partner[node] as number);
    return box === undefined ? middleOf(partner[node] as number)[1] : (box.top + box.bottom) / 2;
  }

  /** What leads from a column by its side: what is not to the next box, nor straight up or down to the rows. */
  function placeLanes(c: number, order: readonly number[], from: number): number {
    const place = new Map(order.map((node, i) => [node, i]));
    const placeIn = (node: number): number => place.get(node) as number;
    const lines: { readonly edge: number; readonly ends: readonly (readonly [node: number, isDown: boolean])[]; readonly port?: number }[] =
      [];
    for (const [edge, [a, b]] of ends.entries()) {
      if (a < 0 || b < 0 || edges[edge]?.kind === "order") continue;
      const [isA, isB] = [column[a] === c, column[b] === c];
      if (isA && isB) {
        const isDown = placeIn(a) < placeIn(b);
        if (Math.abs(placeIn(a) - placeIn(b)) === 1) continue;
        lines.push({
          edge,
          ends: [
            [a, isDown],
            [b, !isDown],
          ],
        });
      } else if ((isA && column[b] === 0) || (isB && column[a] === 0 && edges[edge]?.kind !== "beside")) {
        const node = isA ? a : b;
        const port = portOf(edge);
        if (!isNeighbour(node, port, order, place)) lines.push({ edge, ends: [[node, port > middleOfBox(node)]], port });
      }
    }
    spreadEnds(lines);
    const runs = lines.map(({ edge, ends: own, port }) => {
      const heights = [...own.map(([node]) => sideY.get(`${edge} ${node}`) as number), ...(port === undefined ? [] : [port])];
      return { from: Math.min(...heights), to: Math.max(...heights) };
    });
    const { tracks, count: needed } = tracksOf(runs);
    for (const [i, { edge }] of lines.entries()) laneX.set(edge, from + laneGap * ((tracks[i] as number) + 1));
    return from + laneGap * needed;
  }

  /** Lines meet the right side of a box above and below its middle, from where others lead to the next column. */
  function spreadEnds(
    lines: readonly { readonly edge: number; readonly ends: readonly (readonly [node: number, isDown: boolean])[] }[],
  ): void {
    const at = new Map<number, { up: number[]; down: number[] }>();
    for (const { edge, ends: own } of lines) {
      for (const [node, isDown] of own) {
        const both = at.get(node) ?? { up: [], down: [] };
        both[isDown ? "down" : "up"].push(edge);
        at.set(node, both);
      }
    }
    for (const [node, both] of at) {
      const { top, bottom } = boxes.get(node) as Rectangle;
      for (const isDown of [false, true]) {
        const own = both[isDown ? "down" : "up"];
        const step = Math.min(6, (bottom - top) / 2 / (own.length + 1));
        for (const [i, edge] of own.entries()) sideY.set(`${edge} ${node}`, (top + bottom) / 2 + (isDown ? 1 : -1) * step * (i + 1));
      }
    }
  }

  /** Where lines to the rows meet the lower or upper side of a box: in the middle, or left of the line to the next box. */
  function meetings(): Map<number, number> {
    const sides = new Map<string, { node: number; edges: number[] }>();
    const middle = -1;
    const meet = (node: number, isBelow: boolean, edge: number): void => {
      const key = `${node} ${isBelow}`;
      const side = sides.get(key) ?? { node, edges: [] };
      if (edge === middle) {
        if (side.edges[0] !== middle) side.edges.unshift(middle);
      } else side.edges.push(edge);
      sides.set(key, side);
    };
    for (const [edge, [a, b]] of ends.entries()) {
      const [one, other] = [boxes.get(a), boxes.get(b)];
      if (laneX.has(edge) || edges[edge]?.kind === "order" || a === b) continue;
      if (one !== undefined && other !== undefined) {
        if (column[a] !== column[b]) continue;
        meet(a, one.top < other.top, middle);
        meet(b, other.top < one.top, middle);
      } else if ((one ?? other) !== undefined && a >= 0 && b >= 0 && !(edges[edge]?.kind === "beside" && partner[b] === a)) {
        meet(one === undefined ? b : a, portOf(edge) > ((one ?? other) as Rectangle).bottom, edge);
      }
    }
    const found = new Map<number, number>();
    for (const { node, edges: own } of sides.values()) {
      const { left, right: end } = boxes.get(node) as Rectangle;
      const step = Math.min(metGap, (end - left) / 2 / own.length);
      for (const [i, edge] of own.entries()) if (edge !== middle) found.set(edge, (left + end) / 2 - i * step);
    }
    return found;
  }

  function middleOfBox(node: number): number {
    const { top, bottom } = boxes.get(node) as Rectangle;
    return (top + bottom) / 2;
  }

  /** Whether nothing of a column stands between one of its boxes and a height. */
  function isNeighbour(node: number, y: number, order: readonly number[], place: ReadonlyMap<number, number>): boolean {
    const { top, bottom } = boxes.get(node) as Rectangle;
    const i = place.get(node) as number;
    if (y > bottom + 4) return order[i + 1] === undefined || (boxes.get(order[i + 1] as number) as Rectangle).top > y;
    if (y < top - 4) return order[i - 1] === undefined || (boxes.get(order[i - 1] as number) as Rectangle).bottom < y;
    return false;
  }

  function pathOf(edge: number, from: number, to: number): Path {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    if (edges[edge]?.kind === "beside" && b !== undefined && partner[to] === from) {
      // From the rows, or from the column before.
      const y = (b.top + b.bottom) / 2;
      const pen = a === undefined ? penAt(start, portOf(edge)) : penAt(a.right, (a.top + a.bottom) / 2);
      const columnLeft = Math.min(...(orders[(column[to] as number) - 1] as number[]).map((node) => (boxes.get(node) as Rectangle).left));
      turnThrough(pen, [[Math.max(pen.at[0], columnLeft - columnGap + 4), pen.at[1]]]);
      slideTo(pen, columnLeft, y);
      turnThrough(pen, [[b.left, y]]);
      return pen;
    }
    const lane = laneX.get(edge);
    const points = (() => {
      const end = (node: number, box: Rectangle): Point[] => [
        [box.right, sideY.get(`${edge} ${node}`) ?? (box.top + box.bottom) / 2],
        [lane as number, sideY.get(`${edge} ${node}`) ?? (box.top + box.bottom) / 2],
      ];
      if (a !== undefined && b !== undefined) {
        if (lane !== undefined) return [...end(from, a), ...end(to, b).reverse()];
        const x = (a.left + a.right) / 2;
        return a.bottom <= b.top ? [[x, a.bottom] as const, [x, b.top] as const] : [[x, a.top] as const, [x, b.bottom] as const];
      }
      const [node, box] = (a === undefined ? [to, b] : [from, a]) as [number, Rectangle];
      const port = portOf(edge);
      const x = metX.get(edge) ?? (box.left + box.right) / 2;
      const list: Point[] =
        lane === undefined
          ? [
              [x, port > box.bottom ? box.bottom : box.top],
              [x, port],
              [start, port],
            ]
          : [...end(node, box), [lane, port], [start, port]];
      return a === undefined ? list.reverse() : list;
    })();
    const pen = penAt(...(points[0] as Point));
    turnThrough(pen, points.slice(1) as Point[]);
    return pen;
  }
}

/** Node in a column → the labels of lines that it has a part in, which stand below it. */
export function columnLabels({ nodes, edges, column }: Levels): Map<number, { edge: number; width: number; height: number }[]> {
  const numbers = new Map(nodes.map(({ id }, i) => [id, i]));
  const found = new Map<number, { edge: number; width: number; height: number }[]>();
  for (const [edge, { from, to, label, kind }] of edges.entries()) {
    const node = [from, to].map((id) => numbers.get(id) ?? -1).find((one) => (column[one] ?? 0) > 0);
    if (node === undefined || label === undefined || kind === "order") continue;
    found.set(node, [...(found.get(node) ?? []), { edge, ...label }]);
  }
  return found;
}
