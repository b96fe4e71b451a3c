export interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Point = readonly [x: number, y: number];

/** What is drawn around or below texts. */
export interface Shape extends Rectangle {
  readonly fill: string | undefined;
  /** Corners; none of what is round. */
  readonly corners: readonly Point[];
}

/** A polygon, a path or an ellipse of Graphviz's. */
export function readShape(name: string, attributes: string): Shape {
  const fill = attribute(attributes, "fill");
  if (name === "ellipse") {
    const [cx, cy, rx, ry] = ["cx", "cy", "rx", "ry"].map((one) => Number(attribute(attributes, one))) as [number, number, number, number];
    return { left: cx - rx, right: cx + rx, top: cy - ry, bottom: cy + ry, fill, corners: [] };
  }
  const corners = pointsOf(attributes);
  const [x, y] = [corners.map((point) => point[0]), corners.map((point) => point[1])];
  const around = { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
  return { ...around, fill, corners: name === "polygon" ? corners : [] };
}

const patterns = new Map<string, RegExp>();

/** The value of an attribute in the text of a tag. */
export function attribute(attributes: string, name: string): string | undefined {
  let pattern = patterns.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`(?:^|\\s)${name}="([^"]*)"`);
    patterns.set(name, pattern);
  }
  return pattern.exec(attributes)?.[1];
}

const pointsOf = (attributes: string): Point[] => {
  const numbers = (attribute(attributes, "points") ?? attribute(attributes, "d") ?? "").match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  return Array.from({ length: numbers.length >> 1 }, (_, i) => [numbers[2 * i] as number, numbers[2 * i + 1] as number] as const);
};

/** Points of a line of Bézier curves, at most `distance` apart. */
export function pointsAlong(attributes: string, distance: number): Point[] {
  const [first, ...rest] = pointsOf(attributes);
  if (first === undefined) return [];
  const points: Point[] = [first];
  let from = first;
  for (let i = 0; i + 2 < rest.length; i += 3) {
    const curve = [from, ...rest.slice(i, i + 3)] as [Point, Point, Point, Point];
    const length = curve.slice(1).reduce((sum, [x, y], k) => sum + Math.hypot(x - (curve[k] as Point)[0], y - (curve[k] as Point)[1]), 0);
    const steps = Math.max(1, Math.ceil(length / distance));
    for (let step = 1; step <= steps; step++) points.push(pointOn(curve, step / steps));
    from = curve[3];
  }
  return points;
}

function pointOn([a, b, c, d]: readonly [Point, Point, Point, Point], t: number): Point {
  const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
  return [p * a[0] + q * b[0] + r * c[0] + s * d[0], p * a[1] + q * b[1] + r * c[1] + s * d[1]];
}

/** The left and right end of what lies inside a shape at all of some heights. */
export function chord({ left, right, corners }: Shape, heights: readonly number[]): [number, number] {
  let [from, to] = [left, right];
  for (const height of heights) {
    const crossings: number[] = [];
    for (const [i, [x, y]] of corners.entries()) {
      const [nextX, nextY] = corners[(i + 1) % corners.length] as Point;
      if (y > height !== nextY > height) crossings.push(x + ((height - y) / (nextY - y)) * (nextX - x));
    }
    if (crossings.length < 2) continue;
    from = Math.max(from, Math.min(...crossings));
    to = Math.min(to, Math.max(...crossings));
  }
  return [from, to];
}

export const contains = ({ left, right, top, bottom }: Rectangle, [x, y]: Point): boolean =>
  left <= x && x <= right && top <= y && y <= bottom;

export const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
