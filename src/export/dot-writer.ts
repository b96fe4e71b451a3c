import { boxWidth, withRoom } from "./drawing/box-width.ts";
import { padClusters, titleSize } from "./drawing/cluster-pads.ts";
import type { Attributes, Direction, Drawing, DrawnCluster, DrawnEdge, DrawnNode } from "./drawing/drawing.ts";
import { changeStyles, colors, font, roleStyles } from "./theme.ts";

export const nodeDefaults = {
  fontname: font,
  fontsize: 12,
  fontcolor: colors.ink,
  color: roleStyles.op.line,
  margin: "0.11,0.055",
  height: 0.3,
};
/** Of a node that says nothing about it, in inches: Graphviz's default. */
export const leastWidth = 0.75;
export const edgeDefaults = {
  fontname: font,
  fontsize: 9,
  fontcolor: colors.softInk,
  color: colors.edge,
  penwidth: 1.1,
  arrowsize: 0.6,
};
export const headingSize = 13;

/** A drawing as DOT. Every text is escaped; ids are quoted; no attribute holds a URL. */
export function writeDot(drawing: Drawing, direction: Direction): string {
  const { title, nodes, edges, clusters, rows } = direction === "TB" ? padClusters(drawing) : drawing;
  const nodesIn = groupBy(nodes, ({ cluster }) => cluster);
  const clustersIn = groupBy(clusters, ({ parent }) => parent);
  const inside = (cluster: string | undefined, indent: string): string[] => [
    ...(nodesIn.get(cluster) ?? []).map((node) => `${indent}${quote(node.id)} ${attributesOf(nodeAttributes(node, direction))}`),
    ...(clustersIn.get(cluster) ?? []).flatMap((child) => writeCluster(child, indent, inside(child.id, `${indent}  `))),
  ];
  return [
    `digraph ${quote("dagrad")} {`,
    `  graph ${attributesOf(graphAttributes(title, direction))}`,
    `  node ${attributesOf(nodeDefaults)}`,
    `  edge ${attributesOf(edgeDefaults)}`,
    ...inside(undefined, "  "),
    ...rows.map((row) => `  {rank=same; ${row.map(quote).join("; ")}}`),
    ...edges.map((edge) => `  ${quote(edge.from)} -> ${quote(edge.to)} ${attributesOf(edgeAttributes(edge))}`),
    "}\n",
  ].join("\n");
}

function groupBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string | undefined, T[]> {
  const groups = new Map<string | undefined, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

const graphAttributes = (title: readonly string[], rankdir: Direction): Attributes => ({
  rankdir,
  nodesep: rankdir === "LR" ? 0.2 : 0.3,
  ranksep: rankdir === "LR" ? 0.3 : 0.26,
  newrank: "true",
  bgcolor: "white",
  pad: 0.25,
  outputorder: "edgesfirst",
  fontname: font,
  fontsize: headingSize,
  fontcolor: colors.ink,
  labelloc: "t",
  labeljust: "l",
  label: lines(
    title.map((line) => withRoom(line, headingSize)),
    "l",
  ),
  tooltip: title[0] === undefined ? "network" : lines(title.slice(0, 1)),
});

export function nodeAttributes({ role, label, tooltip, spine, attributes }: DrawnNode, direction: Direction): Attributes {
  const style = roleStyles[role];
  return withWidth(label, {
    class: role,
    label: "html" in label ? label : lines(label),
    tooltip: lines(tooltip),
    shape: style.shape,
    style: style.style,
    fillcolor: style.fill,
    color: style.line,
    penwidth: style.penwidth,
    peripheries: "peripheries" in style ? style.peripheries : undefined,
    ...(role === "op" || role === "reduction" ? signAttributes(role, label, direction) : {}),
    group: spine ? "main" : undefined,
    ...attributes,
  });
}

/** Graphviz knows one font's widths, and of no sign beyond Latin-1: a box that its text would fill to the brim says how wide it must be. */
function withWidth(label: DrawnNode["label"], attributes: Attributes): Attributes {
  if ("html" in label || attributes.fixedsize !== undefined) return attributes;
  const { fontsize = nodeDefaults.fontsize, margin = nodeDefaults.margin, width = leastWidth } = attributes;
  const needed = boxWidth(label, Number(fontsize), Number.parseFloat(String(margin)));
  return needed > Number(width) ? { ...attributes, width: needed } : attributes;
}

/** Signs stand in circles and trapeziums of one size; words in shapes that fit them. */
function signAttributes(role: "op" | "reduction", label: DrawnNode["label"], direction: Direction): Attributes {
  const text = "html" in label ? "" : label.join("");
  const isSign = Array.from(text).length === 1;
  if (role === "op") {
    if (!isSign) return { shape: "box", style: "filled,rounded" };
    return { fontsize: text === "·" ? 24 : 17, width: 0.38, height: 0.38, fixedsize: "true", margin: 0 };
  }
  const size = { fixedsize: "true", fontsize: isSign ? 14 : 12, margin: 0 };
  const wide = 0.36 + 0.09 * Array.from(text).length;
  if (direction === "TB") return { ...size, width: isSign ? 0.62 : wide + 0.3, height: 0.36 };
  return { ...size, shape: "trapezium", orientation: 270, width: isSign ? 0.42 : wide, height: isSign ? 0.42 : 0.6 };
}

/** How the frame of a cluster looks. */
export const clusterLook = (kind: DrawnCluster["kind"]) =>
  kind === "scope"
    ? {
        style: "filled,rounded",
        fillcolor: colors.clusterFill,
        color: colors.clusterLine,
        penwidth: 1,
        fontcolor: colors.softInk,
        margin: 9,
      }
    : { style: "rounded,dashed", color: colors.softInk, penwidth: 1.6, fontcolor: colors.ink, margin: 12 };

function writeCluster({ id, title, kind }: DrawnCluster, indent: string, content: readonly string[]): string[] {
  const fontsize = titleSize[kind];
  const attributes = {
    class: kind,
    label: lines(
      title.map((line) => withRoom(line, fontsize)),
      "l",
    ),
    tooltip: lines(title.slice(0, 1)),
    fontname: font,
    fontsize,
    labeljust: "l",
    labelloc: "t",
    ...clusterLook(kind),
  };
  return [`${indent}subgraph ${quote(`cluster_${id}`)} {`, `${indent}  graph ${attributesOf(attributes)}`, ...content, `${indent}}`];
}

const lineOf = {
  flow: colors.edge,
  order: colors.edge,
  parameter: roleStyles.parameter.line,
  input: roleStyles.input.line,
  update: roleStyles.parameter.line,
  cotangent: roleStyles.output.line,
  pair: colors.edge,
} as const;

export function edgeAttributes({ kind, label, tooltip, spine, change }: DrawnEdge): Attributes {
  if (kind === "order") return { style: "invis" };
  const look: Attributes = {
    class: kind,
    color: kind === "flow" ? undefined : lineOf[kind],
    arrowsize: kind === "flow" ? undefined : 0.5,
    weight: spine ? 20 : undefined,
    label: label === undefined ? undefined : lines([` ${label} `]),
    tooltip: tooltip === undefined ? undefined : lines([tooltip]),
  };
  if (change !== undefined) return { ...look, color: changeStyles[change].line, style: change === "removed" ? "dashed" : "bold" };
  if (kind === "cotangent") return { ...look, arrowsize: undefined, style: "dashed", dir: "back" };
  if (kind === "pair") return { ...look, style: "dotted", arrowhead: "none" };
  return kind === "update" ? { ...look, style: "dashed", constraint: "false" } : look;
}

/** The attributes that are given, values quoted; an HTML-like value stays in its angle brackets. */
const attributesOf = (attributes: Attributes): string =>
  `[${Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === "object" ? `<${value.html}>` : quoteEscaped(String(value))}`)
    .join(", ")}]`;

/** Lines as one label: each escaped, ended by \l (to the left) or parted by \n (centred). */
export function lines(texts: readonly string[], ends: "n" | "l" = "n"): string | undefined {
  if (texts.length === 0) return undefined;
  const parts = texts.map(escapeText);
  return ends === "l" ? parts.map((part) => `${part}\\l`).join("") : parts.join("\\n");
}

/** Text as the inside of a quoted label: entities and escapes that Graphviz would read are shown as they are; one line. */
const escapeText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("\\", "\\\\");

/** What `lines` made, or an attribute's own word, in quotes. */
const quoteEscaped = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;

const quote = (id: string): string => quoteEscaped(escapeText(id));
