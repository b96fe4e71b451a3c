import type { Path, Placing, Rectangle } from "../../place/placing.ts";
import { meets } from "./viewport.ts";

/** What of a placed drawing a part of the plane shows. */
export interface InView {
  readonly nodes: readonly string[];
  /** Numbers of edges. */
  readonly edges: readonly number[];
  readonly groups: readonly string[];
}

/** The rectangles around all lines of a placing, once for many looks. */
export const aroundEdges = ({ edges }: Placing): readonly (Rectangle | undefined)[] =>
  edges.map((edge) => edge && (edge.label ? joined(around(edge.path), edge.label) : around(edge.path)));

export function inView({ nodes, groups }: Placing, lines: readonly (Rectangle | undefined)[], part: Rectangle): InView {
  const found: InView & { nodes: string[]; edges: number[]; groups: string[] } = { nodes: [], edges: [], groups: [] };
  for (const [id, box] of nodes) if (meets(box, part)) found.nodes.push(id);
  for (const [id, { frame }] of groups) if (meets(frame, part)) found.groups.push(id);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line !== undefined && meets(line, part)) found.edges.push(i);
  }
  return found;
}

/** Curves lie within their control points. */
function around({ start, pieces }: Path): Rectangle {
  let [left, top, right, bottom] = [start[0], start[1], start[0], start[1]];
  for (const { to, bend } of pieces) {
    for (const [x, y] of bend ? [...bend, to] : [to]) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  // A straight line has no width, but a pen has.
  return { left: left - 4, top: top - 4, right: right + 4, bottom: bottom + 4 };
}

const joined = (a: Rectangle, b: Rectangle): Rectangle => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});
