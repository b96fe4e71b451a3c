import type { Role } from "../../export/theme.ts";
import type { Path, PlacedEdge, PlacedGroup, Rectangle } from "../../place/placing.ts";
import type { Scene } from "./scene.ts";

/** A picture from afar: the outlines of all boxes of a role as one path, and all lines as another. */
export function farPaths({ placed, seen }: Scene): {
  readonly roles: ReadonlyMap<Role, string>;
  readonly lines: string;
  readonly frames: string;
} {
  const roles = new Map<Role, string[]>();
  for (const id of seen.nodes) {
    const role = placed.nodes.get(id)?.role as Role;
    const list = roles.get(role);
    const path = boxPath(placed.placing.nodes.get(id) as Rectangle);
    if (list) list.push(path);
    else roles.set(role, [path]);
  }
  const lines = seen.edges.map((i) => linePath((placed.placing.edges[i] as PlacedEdge).path)).join("");
  const frames = seen.groups.map((id) => boxPath((placed.placing.groups.get(id) as PlacedGroup).frame)).join("");
  return { frames, lines, roles: new Map([...roles].map(([role, paths]) => [role, paths.join("")])) };
}

const whole = Math.round;

const boxPath = ({ left, top, right, bottom }: Rectangle): string =>
  `M${whole(left)} ${whole(top)}H${whole(right)}V${whole(bottom)}H${whole(left)}Z`;

/** Curves are straight from there. */
const linePath = ({ start, pieces }: Path): string =>
  `M${whole(start[0])} ${whole(start[1])}${pieces.map(({ to }) => `L${whole(to[0])} ${whole(to[1])}`).join("")}`;
