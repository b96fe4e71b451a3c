import { type Place, placeLabels } from "./place-labels.ts";
import { type Part, type PictureText, readPicture } from "./read-picture.ts";
import { chord, contains, type Point, type Shape } from "./shape.ts";

/*
 * Graphviz writes each text as wide as its font makes it, into boxes measured for Helvetica. Where another font stands in for it, and
 * on most machines without a screen one does, texts would leave their boxes and labels would stand on the lines beside them.
 */

/** Helvetica and what comes near it in width, nearest first. DejaVu Sans itself, a sixth wider, comes with the last. */
const fonts = "Helvetica,Arial,Liberation Sans,Nimbus Sans,DejaVu Sans Condensed,sans-serif";

/** Free space between a text and the line around it, in points. */
const pad = 2;
/** Texts of fewer characters keep the width of their font: they are narrower than any box. */
const shortest = 3;

/**
 * The SVG that Graphviz writes, with texts in Helvetica that keep to their place whatever font there is: each says how long it is, in a box
 * at most as long as the box; what is centred in its box is centred by any font; labels of arrows begin beside their line and cover
 * those that pass below them.
 */
export function fitText(svg: string): string {
  const parts = readPicture(svg);
  const places = placeLabels(parts);
  const page = parts.find(({ kind }) => kind === "graph")?.shapes[0];
  const clusters = parts.filter(({ kind }) => kind === "cluster").flatMap(({ shapes }) => shapes.slice(0, 1));
  const grounds = page === undefined ? clusters : [page, ...clusters];
  const written: string[] = [];
  const above: string[] = [];
  let at = 0;
  const copyTo = (end: number): void => {
    written.push(svg.slice(at, end));
    at = end;
  };
  for (const part of parts) {
    if (part.kind === "node" && above.length > 0) {
      // Edges are drawn over clusters: a title that one of them crosses is drawn after them.
      copyTo(part.start);
      written.push(`<g class="titles">\n${above.splice(0).join("\n")}\n</g>\n`);
    }
    for (const text of part.texts) {
      const place = places.get(text);
      const element = writeText(part, text, place, grounds);
      copyTo(text.start);
      if (part.kind === "cluster" && place?.isCrossed) above.push(element);
      else written.push(element);
      at = text.end;
    }
  }
  if (at === 0) return svg;
  copyTo(svg.length);
  return written.join("").replace(/<svg /, `<svg font-family="${fonts}" `);
}

function writeText({ kind, shapes }: Part, text: PictureText, place: Place | undefined, grounds: readonly Shape[]): string {
  const { x, y, size, width } = text;
  const [left, baseline] = place?.at ?? [x, y];
  const middle: Point = [left, baseline - size * 0.3];
  if (kind === "edge" || place?.isCrossed) {
    const ground = grounds.findLast((one) => one.fill !== "none" && contains(one, middle))?.fill;
    const halo = ground === undefined ? "" : ` stroke="${ground}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
    return textElement(text, place && ["start", ...place.at], width, halo);
  }
  if (place !== undefined) return textElement(text, ["start", ...place.at], width);
  // The cell of a table rather than the box around it.
  const [box] = shapes.filter((shape) => contains(shape, middle)).sort((a, b) => a.right - a.left - (b.right - b.left));
  if (box === undefined) return textElement(text, undefined, width);
  const [from, to] = chord(box, [y - size * 0.65, y]);
  if (text.isCentred) return textElement(text, undefined, Math.min(width, 2 * Math.min(x - from, to - x) - 2 * pad));
  // In tables Graphviz centres by where a text begins, with widths of its own.
  const isCentred = kind === "node" && Math.abs(x + width / 2 - (from + to) / 2) < 0.08 * width + 2;
  if (isCentred) return textElement(text, ["middle", (from + to) / 2, y], Math.min(width, to - from - 2 * pad));
  return textElement(text, undefined, Math.min(width, to - x - pad));
}

function textElement(
  text: PictureText,
  place: readonly [anchor: "start" | "middle", ...Point] | undefined,
  width: number,
  more = "",
): string {
  const { attributes, characters } = text;
  const isTold = width > 0 && (characters >= shortest || width < text.width);
  const length = isTold ? ` textLength="${Number(width.toFixed(1))}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text ${place === undefined ? attributes : placed(attributes, place)}${length}${more}>${text.text}</text>`;
}

const placed = (attributes: string, [anchor, x, y]: readonly [anchor: string, ...Point]): string =>
  attributes
    .replace(/text-anchor="\w+"/, `text-anchor="${anchor}"`)
    .replace(/(^|\s)x="[^"]*"/, `$1x="${Number(x.toFixed(2))}"`)
    .replace(/(^|\s)y="[^"]*"/, `$1y="${Number(y.toFixed(2))}"`);
