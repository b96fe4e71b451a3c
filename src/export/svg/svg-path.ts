import type { Path, Piece, Point } from "../../place/placing.ts";
import { decimal } from "./svg-text.ts";

export interface LineLook {
  readonly color: string;
  readonly width: number;
  readonly dashes?: "5 2" | "1 4" | undefined;
  /** Where it has arrowheads, and how long they are. */
  readonly head: number;
  readonly tail: number;
}

/** A line that ends where its arrowheads begin, as SVG writes it, and the corners of these. */
export function lineWithHeads(path: Path, head: number, tail: number): { readonly d: string; readonly heads: readonly string[] } {
  const start = cutStart(path, tail);
  const end = reversed(cutStart(reversed(start.path), head).path);
  const d = `M${at(end.start)}${end.pieces.map(({ to, bend }) => (bend ? `C${at(bend[0])} ${at(bend[1])} ${at(to)}` : `L${at(to)}`)).join("")}`;
  const tip = path.pieces.at(-1)?.to ?? path.start;
  const heads = [
    ...(head > 0 ? [arrowhead(tip, directionAtStart(reversed(path)), head)] : []),
    ...(tail > 0 ? [arrowhead(path.start, directionAtStart(path), tail)] : []),
  ];
  return { d, heads };
}

/** A line with its arrowheads: the line ends where they begin. */
export function drawPath(path: Path, { color, width, dashes, head, tail }: LineLook): string {
  const { d, heads } = lineWithHeads(path, head, tail);
  const dash = dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`;
  return [
    `<path fill="none" stroke="${color}" stroke-width="${width}"${dash} d="${d}"/>`,
    ...heads.map((points) => `<polygon fill="${color}" stroke="${color}" points="${points}"/>`),
  ].join("\n");
}

const at = ([x, y]: Point): string => `${decimal(x)},${decimal(y)}`;

function arrowhead([x, y]: Point, [dx, dy]: Point, length: number): string {
  const half = length * 0.38;
  const [baseX, baseY] = [x + dx * length, y + dy * length];
  const points: Point[] = [
    [x, y],
    [baseX - dy * half, baseY + dx * half],
    [baseX + dy * half, baseY - dx * half],
  ];
  return points.map(at).join(" ");
}

/** The same line from its other end. */
function reversed({ start, pieces }: Path): Path {
  const points = [start, ...pieces.map(({ to }) => to)];
  const back: Piece[] = [];
  for (let i = pieces.length - 1; i >= 0; i--) {
    const { bend } = pieces[i] as Piece;
    back.push({ to: points[i] as Point, ...(bend ? { bend: [bend[1], bend[0]] as const } : {}) });
  }
  return { start: points.at(-1) as Point, pieces: back };
}

/** The way that a line begins, of length 1. */
function directionAtStart({ start, pieces }: Path): Point {
  const first = pieces[0];
  if (first === undefined) return [0, 1];
  const [x, y] = first.bend?.[0] ?? first.to;
  const length = Math.hypot(x - start[0], y - start[1]);
  return length === 0 ? [0, 1] : [(x - start[0]) / length, (y - start[1]) / length];
}

/** The line without its first `length`, or what of that its first piece has. */
function cutStart(path: Path, length: number): { readonly path: Path } {
  const [first, ...rest] = path.pieces;
  if (length === 0 || first === undefined) return { path };
  const [dx, dy] = directionAtStart(path);
  const { to, bend } = first;
  const whole = Math.hypot(to[0] - path.start[0], to[1] - path.start[1]);
  const cut = Math.min(length, whole * 0.9);
  const move = ([x, y]: Point): Point => [x + dx * cut, y + dy * cut];
  return { path: { start: move(path.start), pieces: [bend ? { to, bend: [move(bend[0]), bend[1]] } : first, ...rest] } };
}
