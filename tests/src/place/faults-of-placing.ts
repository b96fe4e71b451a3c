import type { Path, Placing, Point, Rectangle, ToPlace } from "../../../src/place/placing.ts";

/** Points of a path, at most that far apart. */
const distance = 1.5;

/** What is wrong with a placed drawing, in words, looked for by geometry alone: overlaps, lines through what is not theirs, lines upon lines. */
export function faultsOfPlacing(drawing: ToPlace, placing: Placing): string[] {
  const faults: string[] = [];
  const groupOf = new Map<string, string | undefined>([
    ...drawing.nodes.map(({ id, group }) => [id, group] as const),
    ...drawing.groups.map(({ id, parent }) => [id, parent] as const),
  ]);
  const around = (id: string): string[] => {
    const found: string[] = [];
    for (let at = groupOf.get(id); at !== undefined; at = groupOf.get(at)) found.push(at);
    return found;
  };
  const boxes = drawing.nodes.map(({ id }) => [id, placing.nodes.get(id) as Rectangle] as const);
  const frames = [...placing.groups].map(([id, { frame }]) => [id, frame] as const);
  const titles = [...placing.groups].flatMap(([id, { title }]) => (title ? [[`title of ${id}`, title] as const] : []));
  const labels = placing.edges.flatMap((edge, i) => (edge?.label ? [[`label of edge ${i}`, edge.label] as const] : []));

  for (const [id, box] of [...boxes, ...frames]) {
    if (![box.left, box.top, box.right, box.bottom].every(Number.isFinite)) faults.push(`${id} is nowhere`);
    for (const group of around(id).slice(0, 1)) {
      if (!inside(box, placing.groups.get(group)?.frame as Rectangle)) faults.push(`${id} leaves ${group}`);
    }
  }
  for (const { id } of drawing.groups) {
    const { frame, title } = placing.groups.get(id) as { frame: Rectangle; title?: Rectangle };
    if (title && !inside(title, frame)) faults.push(`title of ${id} leaves it`);
  }
  const solid = [...boxes, ...titles, ...labels];
  for (const [i, [a, one]] of solid.entries()) {
    if (!inside(one, placing.bounds)) faults.push(`${a} leaves the picture`);
    for (const [b, other] of solid.slice(i + 1)) if (overlap(one, other)) faults.push(`${a} and ${b} overlap`);
  }
  for (const [i, [a, one]] of frames.entries()) {
    for (const [b, other] of frames.slice(i + 1)) {
      if (overlap(one, other) && !around(a).includes(b) && !around(b).includes(a)) faults.push(`${a} and ${b} overlap`);
    }
    for (const [b, box] of boxes) if (overlap(one, box) && !around(b).includes(a)) faults.push(`${b} is in ${a}`);
    for (const [b, box] of labels) if (overlap(one, box) && !inside(box, one)) faults.push(`${b} is on the frame of ${a}`);
  }

  const straights: { edge: number; across: boolean; at: number; from: number; to: number }[] = [];
  for (const [i, edge] of placing.edges.entries()) {
    if (edge === undefined) continue;
    const { from, to } = drawing.edges[i] as ToPlace["edges"][number];
    const points = pointsOf(edge.path);
    const own = new Set([from, to]);
    const [start, end] = [points[0] as Point, points.at(-1) as Point];
    for (const [id, point] of [
      [from, start],
      [to, end],
    ] as const) {
      if (!touches(placing.nodes.get(id) as Rectangle, point)) faults.push(`edge ${i} does not meet ${id}`);
    }
    const crossed = new Set<string>();
    for (const point of points) {
      for (const [id, box] of boxes)
        if (within(box, point) && !(own.has(id) && (isNear(point, start) || isNear(point, end)))) crossed.add(id);
      for (const [id, box] of [...titles, ...labels]) if (within(box, point)) crossed.add(id);
      for (const [id, frame] of frames) if (within(frame, point) && !around(from).includes(id) && !around(to).includes(id)) crossed.add(id);
    }
    for (const id of crossed) faults.push(`edge ${i} crosses ${id}`);
    let at = edge.path.start;
    for (const { to: next, bend } of edge.path.pieces) {
      if (bend === undefined) {
        const across = Math.abs(at[1] - next[1]) < 0.01;
        const [a, b, line] = across ? [at[0], next[0], at[1]] : [at[1], next[1], at[0]];
        if (across || Math.abs(at[0] - next[0]) < 0.01)
          straights.push({ edge: i, across, at: line, from: Math.min(a, b), to: Math.max(a, b) });
        else faults.push(`edge ${i} has a slanted line`);
      }
      at = next;
    }
  }
  for (const [i, a] of straights.entries()) {
    for (const b of straights.slice(i + 1)) {
      if (a.edge === b.edge || a.across !== b.across || Math.abs(a.at - b.at) > 0.5) continue;
      if (Math.min(a.to, b.to) - Math.max(a.from, b.from) > 1) faults.push(`edges ${a.edge} and ${b.edge} lie upon each other`);
    }
  }
  return faults;
}

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.left + 0.01 < b.right && b.left + 0.01 < a.right && a.top + 0.01 < b.bottom && b.top + 0.01 < a.bottom;

const inside = (a: Rectangle, b: Rectangle): boolean =>
  b.left - 0.01 <= a.left && a.right <= b.right + 0.01 && b.top - 0.01 <= a.top && a.bottom <= b.bottom + 0.01;

const within = ({ left, right, top, bottom }: Rectangle, [x, y]: Point): boolean =>
  left + 0.3 < x && x < right - 0.3 && top + 0.3 < y && y < bottom - 0.3;

/** A line ends at an outline, which lies in its box. */
const touches = ({ left, right, top, bottom }: Rectangle, [x, y]: Point): boolean =>
  left - 0.01 <= x && x <= right + 0.01 && top - 0.01 <= y && y <= bottom + 0.01;

/** Between the outline and the box around it. */
const isNear = ([x, y]: Point, [endX, endY]: Point): boolean => Math.abs(x - endX) + Math.abs(y - endY) < 45;

export function pointsOf({ start, pieces }: Path): Point[] {
  const points: Point[] = [start];
  let from = start;
  for (const { to, bend } of pieces) {
    const [a, b] = bend ?? [from, to];
    const length =
      Math.hypot(a[0] - from[0], a[1] - from[1]) + Math.hypot(b[0] - a[0], b[1] - a[1]) + Math.hypot(to[0] - b[0], to[1] - b[1]);
    const steps = Math.max(1, Math.ceil(length / distance));
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      const weights = bend ? [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3] : [1 - t, 0, 0, t];
      const [p, q, r, s] = weights as [number, number, number, number];
      points.push([p * from[0] + q * a[0] + r * b[0] + s * to[0], p * from[1] + q * a[1] + r * b[1] + s * to[1]]);
    }
    from = to;
  }
  return points;
}
