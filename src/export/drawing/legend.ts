import { type Role, roleStyles } from "../theme.ts";
import type { Drawing, DrawnNode } from "./drawing.ts";

const samples = {
  input: "data",
  parameter: "parameter",
  layer: "layer",
  op: "op",
  function: "function",
  reduction: "sum",
  output: "output",
} as const satisfies Record<Role, string>;

/** The drawing with a row of samples, one for each role that it uses. */
export function withLegend(drawing: Drawing): Drawing {
  const used = new Set(drawing.nodes.map(({ role }) => role));
  const roles = (Object.keys(roleStyles) as Role[]).filter((role) => used.has(role));
  const nodes = roles.map((role): DrawnNode => {
    const size = { fontsize: 9, height: 0.22, width: 0.5, margin: "0.06,0.03", fixedsize: role === "reduction" ? "true" : undefined };
    return { id: `legend ${role}`, role, label: [samples[role]], tooltip: [roleStyles[role].title], cluster: "legend", attributes: size };
  });
  const ids = nodes.map(({ id }) => id);
  return {
    ...drawing,
    nodes: [...drawing.nodes, ...nodes],
    edges: [...drawing.edges, ...ids.slice(1).map((to, i) => ({ from: ids[i] as string, to, kind: "order" as const }))],
    clusters: [...drawing.clusters, { id: "legend", kind: "scope", title: ["Key"] }],
    rows: [...drawing.rows, ids],
  };
}
