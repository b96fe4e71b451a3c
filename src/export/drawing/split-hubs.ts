import { roleStyles } from "../theme.ts";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";

/** What has more users than the first is drawn again for each of them; where arrows are still too long, what has more than the next. */
const mostUsers = [16, 8, 4, 2] as const;
/** Rows that all arrows together may pass. Graphviz keeps a place for each, and orders the places of a row. */
const mostPassed = 1000;

/**
 * The drawing without fans of long arrows: what many boxes read stands again beside each of them, a leaf by its name, anything else by its
 * id in a dashed box; the heading says so. Graphviz needs minutes for some hundred arrows across all rows, and nobody can follow them.
 */
export function splitHubs(drawing: Drawing): Drawing {
  const users = new Map<string, DrawnEdge[]>();
  for (const edge of drawing.edges) {
    if (edge.kind !== "flow" && edge.kind !== "input" && edge.kind !== "parameter") continue;
    const read = users.get(edge.from);
    if (read) read.push(edge);
    else users.set(edge.from, [edge]);
  }
  let split = drawing;
  for (const most of mostUsers) {
    const hubs = new Map([...users].filter(([, read]) => read.length > most));
    if (hubs.size > 0) split = withoutHubs(drawing, hubs);
    if (rowsPassed(split) <= mostPassed) break;
  }
  return split;
}

function withoutHubs(drawing: Drawing, hubs: ReadonlyMap<string, readonly DrawnEdge[]>): Drawing {
  const boxes = new Map(drawing.nodes.map((node) => [node.id, node]));
  const again: DrawnNode[] = [];
  // The arrow of the spine, or the first, is that of the box itself.
  const own = new Set([...hubs.values()].map((read) => read.find(({ spine }) => spine) ?? read[0]));
  const isFan = new Set([...hubs.values()].flat());
  const edges = drawing.edges.map((edge): DrawnEdge => {
    if (own.has(edge) || !isFan.has(edge)) return edge;
    const copy = copyOf(boxes.get(edge.from) as DrawnNode, boxes.get(edge.to) as DrawnNode);
    again.push(copy);
    const { label: _, ...rest } = edge;
    return { ...rest, from: copy.id };
  });
  const names = [...hubs.keys()].map((id) => nameOf(boxes.get(id) as DrawnNode));
  const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} others` : names.join(", ");
  const heading = `${shown}: drawn again beside each user`;
  return { ...drawing, title: [...drawing.title, heading], nodes: [...drawing.nodes, ...again], edges };
}

const isLeaf = ({ role }: DrawnNode): boolean => role === "input" || role === "parameter";

const nameOf = (node: DrawnNode): string => (isLeaf(node) && !("html" in node.label) && node.label[0]) || node.id;

function copyOf(node: DrawnNode, user: DrawnNode): DrawnNode {
  const { id, role, tooltip } = node;
  const look = { shape: "box", style: `${roleStyles[role].style.replace(",dashed", "")},dashed`, fixedsize: undefined, height: undefined };
  return {
    id: `${id} for ${user.id}`,
    role,
    label: [nameOf(node)],
    tooltip,
    ...(user.cluster === undefined ? {} : { cluster: user.cluster }),
    attributes: { ...(isLeaf(node) ? {} : look), fontsize: 11, width: undefined },
  };
}

/** How many rows lie between the ends of all arrows, each box as high up as it can stand. */
function rowsPassed({ nodes, edges }: Drawing): number {
  const rows = new Map(nodes.map(({ id }) => [id, 0]));
  const arrows = edges.filter(({ kind }) => kind !== "update" && kind !== "pair");
  const next = new Map<string, string[]>();
  const waits = new Map<string, number>();
  for (const { from, to } of arrows) {
    const after = next.get(from);
    if (after) after.push(to);
    else next.set(from, [to]);
    waits.set(to, (waits.get(to) ?? 0) + 1);
  }
  const free = nodes.map(({ id }) => id).filter((id) => !waits.has(id));
  for (const id of free) {
    for (const to of next.get(id) ?? []) {
      rows.set(to, Math.max(rows.get(to) as number, (rows.get(id) as number) + 1));
      const waiting = (waits.get(to) as number) - 1;
      waits.set(to, waiting);
      if (waiting === 0) free.push(to);
    }
  }
  const row = (id: string): number => rows.get(id) ?? 0;
  return arrows.reduce((sum, { from, to }) => sum + Math.max(0, Math.abs(row(to) - row(from)) - 1), 0);
}
