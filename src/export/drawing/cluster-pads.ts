import { boxWidth, roomFor } from "./box-width.ts";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";

const pointsPerInch = 72;
/** Font sizes of the titles of clusters. */
export const titleSize = { scope: 10, repeat: 12 } as const;

/**
 * Makes room for the titles of clusters left of the spine, so that the arrow that enters a cluster from above does not cross its
 * title: an invisible node beside one of the spine's nodes pushes the left border out.
 */
export function padClusters(drawing: Drawing): Drawing {
  const pads: DrawnNode[] = [];
  const edges: DrawnEdge[] = [];
  const rows: (readonly string[])[] = [];
  for (const { id, title, kind } of drawing.clusters) {
    const members = new Map(drawing.nodes.filter((node) => node.cluster === id).map((node) => [node.id, node]));
    const places = [...members.values()].filter(({ spine }) => spine).map((node) => placeOf(node, members, drawing.rows));
    if (places.length === 0 || title.length === 0) continue;
    // What stands alone in its row leaves the pad the choice.
    const alone = places.filter(({ first, node }) => first === node.id);
    const { first, room } = (alone.length > 0 ? alone : places).reduce((best, place) => (place.room < best.room ? place : best));
    const wanted = Math.max(...title.map((line) => roomFor(line, titleSize[kind]))) + 8;
    if (places.some((place) => place.room >= wanted)) continue;
    const width = Math.max(0.05, (wanted - room - gap) / pointsPerInch);
    const attributes = { style: "invis", width: Number(width.toFixed(2)), height: 0.1, margin: 0 };
    const pad = `pad ${id}`;
    pads.push({ id: pad, role: "input", label: [""], tooltip: [], cluster: id, attributes });
    edges.push({ from: pad, to: first, kind: "order" });
    rows.push([pad, first]);
  }
  return { ...drawing, nodes: [...drawing.nodes, ...pads], edges: [...drawing.edges, ...edges], rows: [...drawing.rows, ...rows] };
}

/** The leftmost node of a row within its cluster, and the room from there to the middle of the row's last node, in points. */
function placeOf(
  node: DrawnNode,
  members: ReadonlyMap<string, DrawnNode>,
  rows: Drawing["rows"],
): { readonly node: DrawnNode; readonly first: string; readonly room: number } {
  const row = rows.find((candidate) => candidate.at(-1) === node.id) ?? [node.id];
  const beside = row.slice(0, -1).flatMap((id) => members.get(id) ?? []);
  return {
    node,
    first: beside[0]?.id ?? node.id,
    room: nodeWidth(node) / 2 + beside.reduce((sum, other) => sum + nodeWidth(other) + gap, 0),
  };
}

/** Distance between neighbours of a row, in points. */
const gap = 0.3 * pointsPerInch;

/** Estimated width of a box around its label, in points. */
function nodeWidth({ label, attributes, role }: DrawnNode): number {
  if (typeof attributes?.width === "number") return attributes.width * pointsPerInch;
  if (role === "op") return 0.38 * pointsPerInch;
  if ("html" in label) return 110;
  return Math.max(0.75, boxWidth(label, 12, 0.11)) * pointsPerInch;
}
