import { type ColumnBoxes, columnLanes, columnPaths, type Lanes } from "./column-lines.ts";
import { settle } from "./isotonic.ts";
import type { Levels } from "./levels.ts";
import type { NodeToPlace, Path, Point, Rectangle, Size } from "./placing.ts";

/** Between boxes of a column. */
export const stackGap = 8;
/** Before a column. */
const columnGap = 34;
/** Between a line and its label, and between that and the box above it. */
const labelGap = 5;
export const labelAbove = 3;

export interface ColumnsOptions {
  readonly levels: Levels;
  /** Middle of each placed node. */
  readonly middleOf: (node: number) => Point;
  /** Where the row of the outermost level begins and ends in which a node stands. */
  readonly rowOf: (node: number) => readonly [index: number, top: number, bottom: number];
  /** Right side of all that stands in rows beside them. */
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
 * The columns right of all rows, one after the other: each box at the height of its partner, within the row of that, so that what leads from
 * rows to columns and back between rows meets no box. The lanes of a column stand before the next.
 */
export function placeColumns({ levels, middleOf, rowOf, right: start, portOf }: ColumnsOptions): Columns {
  const { column, partner } = levels;
  const boxes = new Map<number, Rectangle>();
  const labels = new Map<number, Rectangle>();
  const members: number[][] = [];
  for (const [node, at] of column.entries()) {
    if (at === 0) continue;
    while (members.length < at) members.push([]);
    (members[at - 1] as number[]).push(node);
  }
  if (members.length === 0) return { boxes, paths: new Map(), labels, right: start };
  const labelsOf = columnLabels(levels);
  const base = (node: number): number => {
    let at = node;
    while (column[at] !== 0) at = partner[at] as number;
    return at;
  };
  const wishOf = (node: number): number => {
    const box = boxes.get(partner[node] as number);
    return box === undefined ? middleOf(partner[node] as number)[1] : (box.top + box.bottom) / 2;
  };
  const placed: ColumnBoxes = { levels, boxes, orders: [], lefts: [], start, portOf };
  const lanes: Lanes = { x: new Map(), ends: new Map() };
  let right = start;
  for (const nodes of members) {
    const half = nodes.reduce((most, node) => Math.max(most, halfWidth(node, levels, labelsOf.get(node))), 0);
    const x = right + columnGap + half;
    const rows = new Map<number, number[]>();
    for (const node of nodes) {
      const [row] = rowOf(base(node));
      const known = rows.get(row);
      if (known) known.push(node);
      else rows.set(row, [node]);
    }
    const order: number[] = [];
    for (const [, own] of [...rows].sort(([a], [b]) => a - b)) {
      const [, top, bottom] = rowOf(base(own[0] as number));
      order.push(...stack(own, x, { top, bottom }, wishOf));
    }
    placed.orders.push(order);
    placed.lefts.push(order.reduce((least, node) => Math.min(least, (boxes.get(node) as Rectangle).left), x));
    right = columnLanes(placed, lanes, x + half);
  }
  return { boxes, paths: columnPaths(placed, lanes), labels, right };

  /** Places the boxes of a column that belong to one row, with their labels; returns them from top to bottom. */
  function stack(own: readonly number[], x: number, row: { top: number; bottom: number }, wish: (node: number) => number): number[] {
    const wishes = new Map(own.map((node) => [node, wish(node)]));
    const order = [...own].sort((a, b) => (wishes.get(a) as number) - (wishes.get(b) as number) || a - b);
    const rooms = order.map((node) => roomBelow(labelsOf.get(node)));
    const heights = order.map((node, i) => (levels.nodes[node] as NodeToPlace).height + (rooms[i] as number));
    const middles = settle({
      wish: order.map((node, i) => (wishes.get(node) as number) + (rooms[i] as number) / 2),
      weight: order.map(() => 1),
      apart: heights.map((height, i) => (i === 0 ? 0 : (height + (heights[i - 1] as number)) / 2 + stackGap)),
      least: row.top + (heights[0] as number) / 2,
      most: row.bottom - (heights.at(-1) as number) / 2,
    });
    for (const [i, node] of order.entries()) {
      const { width, height } = levels.nodes[node] as NodeToPlace;
      const y = (middles[i] as number) - (rooms[i] as number) / 2;
      boxes.set(node, { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
      let top = y + height / 2 + labelAbove;
      for (const label of labelsOf.get(node) ?? []) {
        labels.set(label.edge, { left: x + labelGap, right: x + labelGap + label.width, top, bottom: top + label.height });
        top += label.height + labelAbove;
      }
    }
    return order;
  }
}

interface ColumnLabel extends Size {
  readonly edge: number;
}

/** What labels below a box take. */
export const roomBelow = (labels: readonly ColumnLabel[] = []): number => labels.reduce((sum, { height }) => sum + height + labelAbove, 0);

const halfWidth = (node: number, { nodes }: Levels, labels: readonly ColumnLabel[] = []): number =>
  labels.reduce((most, { width }) => Math.max(most, width + labelGap), (nodes[node] as NodeToPlace).width / 2);

/** Node in a column → the labels of lines that it has a part in, which stand below it. */
export function columnLabels({ edges, ends, column }: Levels): Map<number, ColumnLabel[]> {
  const found = new Map<number, ColumnLabel[]>();
  for (const [edge, { label, kind }] of edges.entries()) {
    const node = (ends[edge] as readonly number[]).find((one) => (column[one] ?? 0) > 0);
    if (node === undefined || label === undefined || kind === "order") continue;
    found.set(node, [...(found.get(node) ?? []), { edge, ...label }]);
  }
  return found;
}
