import { type Arrangement, arrange } from "./arrange.ts";
import { columnLabels, placeColumns, roomBelow, stackGap } from "./columns.ts";
import { layLevel } from "./level.ts";
import { type Levels, levelsOf } from "./levels.ts";
import { joined } from "./paths.ts";
import type { Path, PlacedEdge, PlacedGroup, Placing, Point, Rectangle, Size, ToPlace } from "./placing.ts";
import type { Frame, Work } from "./work.ts";

export interface PlaceOptions {
  /** A node or group whose middle of the upper side, left side where the flow leads to the right, is to be there: what was clicked stays. */
  readonly keep?: { readonly id: string; readonly at: Point };
}

/**
 * Places a drawing: in rows along the flow, the spine straight, what belongs to one box beside it, lines where no box and no text is, groups
 * from the inside out. The same drawing is always placed alike; the order of boxes depends on what is connected to what, not on their sizes.
 * Takes time in proportion to boxes and edges, but for a logarithm where things are sorted.
 */
export function place(drawing: ToPlace, { keep }: PlaceOptions = {}): Placing {
  const isTurned = drawing.direction === "LR";
  const placed = placeDown(isTurned ? turned(drawing) : drawing, isTurned);
  const upright = isTurned ? turnBack(placed) : placed;
  const there = keep && (upright.nodes.get(keep.id) ?? upright.groups.get(keep.id)?.frame);
  if (keep === undefined || there === undefined) return upright;
  const anchor: Point = isTurned ? [there.left, (there.top + there.bottom) / 2] : [(there.left + there.right) / 2, there.top];
  return mapped(upright, ([x, y]) => [x + keep.at[0] - anchor[0], y + keep.at[1] - anchor[1]]);
}

function placeDown(drawing: ToPlace, sideways: boolean): Placing {
  let steps = 0;
  const levels = levelsOf(drawing);
  const { nodes, groups, order, levelOf, parts, partsOf, column, ends } = levels;
  const root = groups.length;
  const work: Work = {
    levels,
    sideways,
    frames: new Array<Frame | undefined>(root + 1).fill(undefined),
    portX: new Float64Array(parts.length),
    portY: new Float64Array(parts.length),
    paths: new Array<Path | undefined>(parts.length).fill(undefined),
    itemX: new Float64Array(levelOf.length),
    itemTop: new Float64Array(levelOf.length),
    itemRow: new Int32Array(levelOf.length),
    labels: new Map(),
    reserves: reservesOf(levels),
    count: (more) => {
      steps += more;
    },
  };
  const { arrangements, chains } = arrange(work);
  for (const level of order)
    if ((levels.items[level] as readonly number[]).length > 0 || level === root)
      work.frames[level] = layLevel(level, arrangements[level] as Arrangement, chains, work);

  const origins: Point[] = [];
  for (const level of [...order].reverse()) {
    const item = nodes.length + level;
    const [x, y] = level === root ? [0, 0] : (origins[levelOf[item] as number] as Point);
    origins[level] = level === root ? [0, 0] : [x + (work.itemX[item] ?? 0), y + (work.itemTop[item] ?? 0)];
  }
  const originOf = (item: number): Point => origins[levelOf[item] as number] as Point;
  const frame = work.frames[root] as Frame;
  const columns = placeColumns({
    levels,
    middleOf: (node) => {
      const [x, y] = originOf(node);
      return [x + (work.itemX[node] as number), y + (work.itemTop[node] as number) + (nodes[node]?.height as number) / 2];
    },
    rowOf: (node) => {
      let item = node;
      while (levelOf[item] !== root) item = nodes.length + (levelOf[item] as number);
      const row = work.itemRow[item] as number;
      return [row, ...(frame.rows[row] as readonly [number, number])];
    },
    right: frame.sideRight,
    portOf: (edge) => {
      const part = (partsOf[edge] as readonly number[]).find((one) => {
        const { from, to } = parts[one] as Levels["parts"][number];
        return levelOf[Math.max(from, to)] === root;
      });
      return part === undefined ? 0 : (work.portY[part] as number);
    },
  });

  const boxes = new Map<string, Rectangle>();
  for (const [node, { id, width, height }] of nodes.entries()) {
    const [x, y] = originOf(node);
    const [middle, top] = [x + (work.itemX[node] as number), y + (work.itemTop[node] as number)];
    const box = columns.boxes.get(node) ?? { left: middle - width / 2, right: middle + width / 2, top, bottom: top + height };
    boxes.set(id, box);
  }
  const frames = new Map<string, PlacedGroup>();
  for (const [group, { id }] of groups.entries()) {
    const inner = work.frames[group];
    if (inner === undefined) continue;
    const [x, y] = origins[group] as Point;
    const title = inner.title && movedBox(inner.title, x, y);
    frames.set(id, {
      frame: { left: x + inner.left, right: x + inner.right, top: y, bottom: y + inner.height },
      ...(title ? { title } : {}),
    });
  }
  const edges = partsOf.map((own, edge): PlacedEdge | undefined => {
    const beyond = columns.paths.get(edge);
    const pieces = own.map((part) => {
      const { from, to } = parts[part] as Levels["parts"][number];
      return { path: work.paths[part] as Path, by: originOf(from >= 0 ? from : to) };
    });
    const isFromColumn = (column[ends[edge]?.[0] ?? -1] ?? 0) > 0;
    const all =
      beyond === undefined
        ? pieces
        : isFromColumn
          ? [{ path: beyond, by: [0, 0] as Point }, ...pieces]
          : [...pieces, { path: beyond, by: [0, 0] as Point }];
    if (all.length === 0) return undefined;
    const place = work.labels.get(edge);
    const ownPart = own.find((part) => (parts[part] as Levels["parts"][number]).own);
    const label =
      place === undefined || ownPart === undefined
        ? columns.labels.get(edge)
        : movedBox(place, ...originOf((parts[ownPart] as Levels["parts"][number]).from));
    return { path: joined(all), ...(label === undefined ? {} : { label }) };
  });
  const bounds = around([
    ...boxes.values(),
    ...[...frames.values()].map((one) => one.frame),
    { left: frame.left, right: Math.max(frame.right, columns.right), top: 0, bottom: frame.height },
    ...edges.flatMap((edge) => edge?.label ?? []),
  ]);
  return { nodes: boxes, groups: frames, edges, bounds, steps };
}

/** Node in the rows → the height that its partners in the columns take, in that column where they take most. */
function reservesOf(levels: Levels): number[] {
  const { nodes, column, partner } = levels;
  const reserves = new Array<number>(nodes.length).fill(0);
  if (column.every((one) => one === 0)) return reserves;
  const labels = columnLabels(levels);
  const sums = new Map<string, number>();
  for (const [node, { height }] of nodes.entries()) {
    if (column[node] === 0) continue;
    let base = node;
    while (column[base] !== 0) base = partner[base] as number;
    const key = `${column[node]} ${base}`;
    const sum = (sums.get(key) ?? 0) + height + stackGap + roomBelow(labels.get(node));
    sums.set(key, sum);
    reserves[base] = Math.max(reserves[base] as number, sum);
  }
  return reserves;
}

const movedBox = ({ left, right, top, bottom }: Rectangle, x: number, y: number): Rectangle => ({
  left: left + x,
  right: right + x,
  top: top + y,
  bottom: bottom + y,
});

function around(boxes: readonly Rectangle[]): Rectangle {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const box of boxes) {
    left = Math.min(left, box.left);
    top = Math.min(top, box.top);
    right = Math.max(right, box.right);
    bottom = Math.max(bottom, box.bottom);
  }
  return { left, top, right, bottom };
}

const turnedSize = <T extends Size>(one: T): T => ({ ...one, width: one.height, height: one.width });

/** The drawing with x for y: what leads to the right leads down then. */
const turned = (drawing: ToPlace): ToPlace => ({
  ...drawing,
  nodes: drawing.nodes.map(turnedSize),
  edges: drawing.edges.map((edge) => (edge.label === undefined ? edge : { ...edge, label: turnedSize(edge.label) })),
  groups: drawing.groups.map((group) => (group.title === undefined ? group : { ...group, title: turnedSize(group.title) })),
});

const turnBack = (placing: Placing): Placing => mapped(placing, ([x, y]) => [y, x]);

function mapped(placing: Placing, move: (point: Point) => Point): Placing {
  const box = ({ left, top, right, bottom }: Rectangle): Rectangle => {
    const [a, b] = [move([left, top]), move([right, bottom])];
    return { left: a[0], top: a[1], right: b[0], bottom: b[1] };
  };
  return {
    steps: placing.steps,
    bounds: box(placing.bounds),
    nodes: new Map([...placing.nodes].map(([id, one]) => [id, box(one)])),
    groups: new Map(
      [...placing.groups].map(([id, { frame, title }]) => [id, { frame: box(frame), ...(title ? { title: box(title) } : {}) }]),
    ),
    edges: placing.edges.map(
      (edge) =>
        edge && {
          path: {
            start: move(edge.path.start),
            pieces: edge.path.pieces.map(({ to, bend }) => ({
              to: move(to),
              ...(bend ? { bend: [move(bend[0]), move(bend[1])] as const } : {}),
            })),
          },
          ...(edge.label ? { label: box(edge.label) } : {}),
        },
    ),
  };
}
