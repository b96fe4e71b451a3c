import type { Drawing, DrawnNode } from "./drawing.ts";
import { textWidth } from "./text-width.ts";

const pointsPerInch = 72;
const titleSize = { scope: 10, repeat: 12 } as const;

/**
 * Makes room for the titles of clusters left of the arrow that enters from above, so that it does not cross them: an invisible
 * node beside one of the cluster's nodes pushes the left border out.
 */
export function padClusters(drawing: Drawing): Drawing {
  const pads: DrawnNode[] = [];
  const rows = [...drawing.rows];
  const edges = [...drawing.edges];
  for (const { id, title, kind } of drawing.clusters) {
    const members = new Map(drawing.nodes.filter((node) => node.cluster === id).map((node) => [node.id, node]));
    const spine = [...members.values()].filter((node) => node.spine);
    const entered = drawing.edges.find(({ from, to }) => members.has(to) && !members.has(from))?.to;
    const anchors = spine.length > 0 || entered === undefined ? spine : [members.get(entered) as DrawnNode];
    if (anchors.length === 0 || title.length === 0) continue;
    const wanted = Math.max(...title.map((line) => textWidth(line, titleSize[kind]))) + 8;
    const candidates = anchors.map((node) => {
      const row = drawing.rows.find((members) => members.at(-1) === node.id) ?? [node.id];
      const beside = row.slice(0, -1).map((member) => drawing.nodes.find((candidate) => candidate.id === member) as DrawnNode);
      const room = nodeWidth(node) / 2 + beside.filter((other) => other.cluster === id).reduce((sum, other) => sum + nodeWidth(other) + gap, 0);
      return { node, row, room };
    });
    const { row, room } = candidates.reduce((best, candidate) => (candidate.room < best.room ? candidate : best));
    if (room >= wanted) continue;
    const width = Math.max(0.05, (wanted - room - gap) / pointsPerInch);
    const pad = `pad ${id}`;
    pads.push({ id: pad, role: "input", label: [""], tooltip: [], cluster: id, attributes: { style: "invis", width: Number(width.toFixed(2)), height: 0.1, margin: 0 } });
    edges.push({ from: pad, to: row[0] as string, kind: "order" });
    const at = rows.indexOf(row);
    if (at >= 0) rows[at] = [pad, ...row];
    else rows.push([pad, ...row]);
  }
  return { ...drawing, nodes: [...drawing.nodes, ...pads], edges, rows };
}

/** Distance between neighbours of a row, in points. */
const gap = 0.3 * pointsPerInch;

/** Estimated width of a box around its label, in points. */
function nodeWidth({ label, attributes, role }: DrawnNode): number {
  if (typeof attributes?.width === "number") return attributes.width * pointsPerInch;
  if (role === "op") return 0.38 * pointsPerInch;
  if ("html" in label) return 110;
  return Math.max(0.75 * pointsPerInch, Math.max(...label.map((line) => textWidth(line, 12))) + 16);
}
