import { textWidth } from "../export/drawing/text-width.ts";

/*
 * Graphviz writes each text as wide as its font makes it, into boxes measured for Helvetica. Where another font stands in for it, and
 * on most machines without a screen one does, texts would leave their boxes and labels would stand on the lines beside them.
 */

/** Helvetica and what comes near it in width, nearest first. DejaVu Sans itself, a sixth wider, comes with the last. */
const fonts = "Helvetica,Arial,Liberation Sans,Nimbus Sans,DejaVu Sans Condensed,sans-serif";

const part = /<g id="[^"]*" class="(\w+)[^>]*>|<(polygon|path|ellipse) ([^>]*)>|<text ([^>]*)>([^<]*)<\/text>/g;
const ours = /\s*font-family="(?:Helvetica|Arial)\b[^"]*"/;

/** Free space between a text and the line around it, in points. */
const pad = 2;
/** Texts of fewer characters keep the width of their font: they are narrower than any box. */
const shortest = 3;

interface Shape {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly fill: string | undefined;
  /** Corners; none of what is round. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/**
 * The SVG that Graphviz writes, with texts in Helvetica that keep to their place whatever font there is: each says how long it is, in a box
 * at most as long as the box; what is centred in its box is centred by any font; labels of arrows begin where their place begins and
 * cover the lines that pass below them.
 */
export function fitText(svg: string): string {
  let kind = "";
  let page: Shape | undefined;
  let shapes: Shape[] = [];
  const clusters: Shape[] = [];
  const fitted = svg.replace(part, (whole, group?: string, shape?: string, look?: string, given?: string, content?: string) => {
    if (group !== undefined) {
      kind = group;
      shapes = [];
    } else if (shape !== undefined) {
      const read = readShape(shape, look as string);
      if (kind === "graph") page ??= read;
      else if (kind !== "edge") shapes.push(read);
      if (kind === "cluster") clusters.push(read);
    } else if (given !== undefined && ours.test(given)) {
      return writeText(given.replace(ours, ""), content as string, kind, kind === "graph" && page ? [page] : shapes, [
        ...(page ? [page] : []),
        ...clusters,
      ]);
    }
    return whole;
  });
  return fitted === svg ? svg : fitted.replace(/<svg /, `<svg font-family="${fonts}" `);
}

const number = (attributes: string, name: string): number => Number(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? 0);

function readShape(shape: string, attributes: string): Shape {
  const fill = /(?:^|\s)fill="([^"]*)"/.exec(attributes)?.[1];
  if (shape === "ellipse") {
    const [cx, cy, rx, ry] = ["cx", "cy", "rx", "ry"].map((name) => number(attributes, name)) as [number, number, number, number];
    return { left: cx - rx, right: cx + rx, top: cy - ry, bottom: cy + ry, fill, points: [] };
  }
  const numbers = (/(?:^|\s)(?:points|d)="([^"]*)"/.exec(attributes)?.[1] ?? "").match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  const [x, y] = [0, 1].map((at) => numbers.filter((_, i) => i % 2 === at)) as [number[], number[]];
  const points = shape === "polygon" ? x.map((left, i) => [left, y[i] as number] as const) : [];
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y), fill, points };
}

function writeText(given: string, content: string, kind: string, shapes: readonly Shape[], grounds: readonly Shape[]): string {
  const [x, y, size] = ["x", "y", "font-size"].map((name) => number(given, name)) as [number, number, number];
  const text = content.trim().replace(/^(?:&#160;)+|(?:&#160;)+$/g, "");
  const shown = text.replace(/&(?:#\d+|\w+);/g, (entity) => (entity === "&#160;" ? " " : "x"));
  const natural = textWidth(shown, size) * (given.includes('font-weight="bold"') ? 1.06 : 1);
  const middle = y - size * 0.3;
  const around = shapes.filter(({ left, right, top, bottom }) => left <= x && x <= right && top <= middle && middle <= bottom);
  const box = around.sort((a, b) => a.right - a.left - (b.right - b.left))[0];
  if (kind === "edge") {
    const ground = grounds.findLast(({ left, right, top, bottom }) => left <= x && x <= right && top <= middle && middle <= bottom)?.fill;
    const halo =
      ground === undefined || ground === "none" ? "" : ` stroke="${ground}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
    return textElement(anchored(given, "start", x - natural / 2) + halo, text, shown, natural);
  }
  if (box === undefined) return textElement(given, text, shown, natural);
  const [left, right] = chord(box, [y - size * 0.65, y]);
  const isCentred =
    !given.includes('text-anchor="start"') || (kind === "node" && Math.abs(x + natural / 2 - (left + right) / 2) < 0.08 * natural + 2);
  const centre = given.includes('text-anchor="start"') ? (left + right) / 2 : x;
  const room = isCentred ? 2 * Math.min(centre - left, right - centre) - 2 * pad : right - x - pad;
  return textElement(
    isCentred ? anchored(given, "middle", centre) : given,
    text,
    shown,
    Math.min(natural, Math.max(room, 1)),
    natural > room,
  );
}

const anchored = (given: string, anchor: "start" | "middle", x: number): string =>
  given.replace(/text-anchor="\w+"/, `text-anchor="${anchor}"`).replace(/(^|\s)x="[^"]*"/, `$1x="${Number(x.toFixed(2))}"`);

function textElement(given: string, text: string, shown: string, width: number, mustShrink = false): string {
  const length =
    Array.from(shown).length >= shortest || mustShrink ? ` textLength="${width.toFixed(1)}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text ${given}${length}>${text}</text>`;
}

/** The left and right end of what lies inside a shape at all of some heights. */
function chord({ left, right, points }: Shape, heights: readonly number[]): [number, number] {
  let [from, to] = [left, right];
  for (const height of heights) {
    const crossings: number[] = [];
    for (const [i, [x, y]] of points.entries()) {
      const [nextX, nextY] = points[(i + 1) % points.length] as readonly [number, number];
      if (y > height !== nextY > height) crossings.push(x + ((height - y) / (nextY - y)) * (nextX - x));
    }
    if (crossings.length < 2) continue;
    from = Math.max(from, Math.min(...crossings));
    to = Math.min(to, Math.max(...crossings));
  }
  return [from, to];
}
