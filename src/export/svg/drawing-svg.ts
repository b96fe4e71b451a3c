import type { PlacedEdge, PlacedGroup, Point, Rectangle } from "../../place/placing.ts";
import { narrowing } from "../../place/ports.ts";
import { clusterLook, edgeAttributes, edgeDefaults, headingSize } from "../dot-writer.ts";
import { roomFor } from "../drawing/box-width.ts";
import { titleSize } from "../drawing/cluster-pads.ts";
import type { Direction, Drawing, DrawnCluster, DrawnEdge, DrawnNode } from "../drawing/drawing.ts";
import { colors } from "../theme.ts";
import { type BoxLook, doubleGap, lineHeight } from "./box-look.ts";
import { placeDrawing } from "./place-drawing.ts";
import { drawPath } from "./svg-path.ts";
import { decimal, escapeXml, textLine } from "./svg-text.ts";
import { drawValue } from "./value-label.ts";

/** Helvetica and what comes near it in width, nearest first. */
const fonts = "Helvetica,Arial,Liberation Sans,Nimbus Sans,DejaVu Sans Condensed,sans-serif";
/** Around the picture, in points. */
const pad = 18;

/**
 * A drawing as SVG, placed by our own code: a pure function, the same text for the same drawing. Every text is escaped, nothing links, and
 * there is no script and no style.
 */
export function drawingSvg(drawing: Drawing, direction: Direction): string {
  const { looks, placing } = placeDrawing(drawing, direction);
  const { nodes, groups, edges, bounds } = placing;
  const heading = drawing.title.filter((line) => line !== "");
  const headingHeight = heading.length === 0 ? 0 : heading.length * lineHeight * headingSize + 10;
  const width = Math.max(bounds.right - bounds.left, ...heading.map((line) => roomFor(line, headingSize))) + 2 * pad;
  const height = bounds.bottom - bounds.top + headingHeight + 2 * pad;
  const [left, top] = [bounds.left - pad, bounds.top - pad - headingHeight];
  const view = [left, top, width, height].map(decimal).join(" ");
  const parts = [
    `<svg font-family="${fonts}" width="${Math.ceil(width)}pt" height="${Math.ceil(height)}pt" viewBox="${view}" xmlns="http://www.w3.org/2000/svg">`,
    `<g class="graph">`,
    titleOf(drawing.title.slice(0, 1), "network"),
    `<rect fill="white" x="${decimal(left)}" y="${decimal(top)}" width="${decimal(width)}" height="${decimal(height)}"/>`,
    ...heading.map((text, i) =>
      textLine({ text, x: bounds.left, y: top + pad + headingSize * (lineHeight * i + 0.85), size: headingSize, color: colors.ink }),
    ),
    `</g>`,
    ...outsideIn(drawing.clusters).flatMap((cluster) => {
      const group = groups.get(cluster.id);
      return group === undefined ? [] : drawCluster(cluster, group);
    }),
    ...drawing.edges.flatMap((edge, i) => {
      const placed = edges[i];
      return placed === undefined ? [] : drawEdge(edge, placed);
    }),
    ...drawing.nodes.flatMap((node) => drawNode(node, looks.get(node.id) as BoxLook, nodes.get(node.id) as Rectangle, direction)),
    "</svg>\n",
  ];
  return parts.filter((part) => part !== "").join("\n");
}

const titleOf = (lines: readonly string[], otherwise = ""): string => {
  const text = lines.length === 0 ? otherwise : lines.join("\u2028");
  return text === "" ? "" : `<title>${text.split("\u2028").map(escapeXml).join("&#10;")}</title>`;
};

/** Clusters, each after those around it. */
function outsideIn(clusters: readonly DrawnCluster[]): DrawnCluster[] {
  const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
  const depths = new Map<string, number>();
  for (const cluster of clusters) {
    const path: string[] = [];
    for (let at: DrawnCluster | undefined = cluster; at !== undefined && !depths.has(at.id); at = byId.get(at.parent ?? ""))
      path.push(at.id);
    for (const id of path.reverse()) depths.set(id, 1 + (depths.get(byId.get(id)?.parent ?? "") ?? 0));
  }
  return [...clusters].sort((a, b) => (depths.get(a.id) as number) - (depths.get(b.id) as number));
}

const rectangle = ({ left, top, right, bottom }: Rectangle): string =>
  `x="${decimal(left)}" y="${decimal(top)}" width="${decimal(right - left)}" height="${decimal(bottom - top)}"`;

const dashed = ' stroke-dasharray="5 2"';

function drawCluster({ kind, title }: DrawnCluster, { frame, title: place }: PlacedGroup): string[] {
  const look = clusterLook(kind);
  const size = titleSize[kind];
  const fill = "fillcolor" in look ? look.fillcolor.toLowerCase() : "none";
  const dash = look.style.includes("dashed") ? dashed : "";
  return [
    `<g class="cluster ${kind}">`,
    titleOf(title.slice(0, 1)),
    `<rect fill="${fill}" stroke="${look.color.toLowerCase()}" stroke-width="${look.penwidth}"${dash} ${rectangle(frame)} rx="9"/>`,
    ...(place === undefined
      ? []
      : title.map((text, i) =>
          textLine({
            text,
            x: place.left,
            y: place.top + size * (lineHeight * i + 0.9),
            size,
            color: look.fontcolor,
            most: place.right - place.left,
          }),
        )),
    "</g>",
  ];
}

/** Length of an arrowhead of size 1. */
const headLength = 10;

function drawEdge(edge: DrawnEdge, { path, label }: PlacedEdge): string[] {
  const attributes = edgeAttributes(edge);
  const color = String(attributes.color ?? edgeDefaults.color).toLowerCase();
  const length = headLength * Number(attributes.arrowsize ?? edgeDefaults.arrowsize);
  const isBack = attributes.dir === "back";
  const size = edgeDefaults.fontsize;
  const { style } = attributes;
  return [
    `<g class="edge ${edge.kind}">`,
    titleOf(edge.tooltip === undefined ? [] : [edge.tooltip]),
    drawPath(path, {
      color,
      width: style === "bold" ? 2.2 : edgeDefaults.penwidth,
      dashes: style === "dashed" ? "5 2" : style === "dotted" ? "1 4" : undefined,
      head: isBack || attributes.arrowhead === "none" ? 0 : length,
      tail: isBack ? length : 0,
    }),
    ...(label === undefined || edge.label === undefined
      ? []
      : [
          textLine({
            text: edge.label,
            x: label.left,
            y: (label.top + label.bottom) / 2 + 0.33 * size,
            size,
            color: edgeDefaults.fontcolor,
            most: label.right - label.left,
          }),
        ]),
    "</g>",
  ];
}

function drawNode(node: DrawnNode, look: BoxLook, box: Rectangle, direction: Direction): string[] {
  if (look.isHidden) return [];
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const stroke = `stroke="${look.line.toLowerCase()}" stroke-width="${decimal(look.penWidth)}"${look.isDashed ? dashed : ""}`;
  const inner = look.isDouble ? shrunk(box, doubleGap) : box;
  const most = (look.shape === "funnel" ? look.width - 2.2 * narrowing(look.width, look.height) : inner.right - inner.left) - 4;
  const first = y - ((look.lines.length - 1) * lineHeight * look.fontSize) / 2 + 0.34 * look.fontSize;
  return [
    `<g class="node ${node.role}">`,
    titleOf(node.tooltip),
    ...(look.isDouble ? [shapeOf(look, box, `fill="none" ${stroke}`, direction)] : []),
    shapeOf(look, inner, `fill="${look.fill.toLowerCase()}" ${stroke}`, direction),
    ...("html" in node.label ? drawValue(node.label.shows, inner) : []),
    ...look.lines.map((text, i) =>
      textLine({ text, x, y: first + i * lineHeight * look.fontSize, size: look.fontSize, color: colors.ink, isCentred: true, most }),
    ),
    "</g>",
  ];
}

const shrunk = ({ left, top, right, bottom }: Rectangle, by: number): Rectangle => ({
  left: left + by,
  top: top + by,
  right: right - by,
  bottom: bottom - by,
});

function shapeOf({ shape, isRounded }: BoxLook, box: Rectangle, look: string, direction: Direction): string {
  const { left, top, right, bottom } = box;
  if (shape === "circle")
    return `<ellipse ${look} cx="${decimal((left + right) / 2)}" cy="${decimal((top + bottom) / 2)}" rx="${decimal((right - left) / 2)}" ry="${decimal((bottom - top) / 2)}"/>`;
  if (shape === "box") return `<rect ${look} ${rectangle(box)}${isRounded ? ' rx="9"' : ""}/>`;
  const [width, height] = [right - left, bottom - top];
  const corners: Point[] =
    direction === "TB"
      ? [
          [left, top],
          [right, top],
          [right - narrowing(width, height), bottom],
          [left + narrowing(width, height), bottom],
        ]
      : [
          [left, top],
          [right, top + narrowing(height, width)],
          [right, bottom - narrowing(height, width)],
          [left, bottom],
        ];
  return `<polygon ${look} points="${corners.map((point) => point.map(decimal).join(",")).join(" ")}"/>`;
}
