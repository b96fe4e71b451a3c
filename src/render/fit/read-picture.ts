import { textWidth } from "../../export/drawing/text-width.ts";
import { attribute, type Point, pointsAlong, readShape, type Shape } from "./shape.ts";

/** A line of text in Helvetica. */
export interface PictureText {
  /** Where its element begins and ends in the SVG. */
  readonly start: number;
  readonly end: number;
  /** Its attributes but for the font. */
  readonly attributes: string;
  /** As it stands in the SVG, without blanks around it. */
  readonly text: string;
  readonly isCentred: boolean;
  /** Its start, or middle where it is centred, and baseline. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly characters: number;
  /** In Helvetica. */
  readonly width: number;
}

/** A part of a picture: the page with the title, a cluster, a node, an edge. */
export interface Part {
  readonly kind: string;
  /** Where it begins in the SVG. */
  readonly start: number;
  readonly shapes: Shape[];
  readonly texts: PictureText[];
  /** Points of an edge's line. */
  readonly line: Point[];
}

/** How far points of a line are apart, in points of the picture. */
const distance = 3;

const element = /<g id="[^"]*" class="(\w+)[^>]*>|<(polygon|path|ellipse) ([^>]*)>|<text ([^>]*)>([^<]*)<\/text>/g;
const font = /\s*font-family="(?:Helvetica|Arial)\b[^"]*"/;

/** The parts of a picture that Graphviz has laid out, in the order of the SVG. */
export function readPicture(svg: string): Part[] {
  const parts: Part[] = [];
  for (const match of svg.matchAll(element)) {
    const [whole, kind, shape, look, given, content] = match;
    if (kind !== undefined) parts.push({ kind, start: match.index, shapes: [], texts: [], line: [] });
    const part = parts.at(-1);
    if (part === undefined) continue;
    if (shape !== undefined && part.kind === "edge") {
      if (shape === "path") part.line.push(...pointsAlong(look as string, distance));
    } else if (shape !== undefined) part.shapes.push(readShape(shape, look as string));
    else if (given !== undefined && font.test(given)) part.texts.push(readText(match.index, whole, given, content as string));
  }
  return parts;
}

function readText(start: number, whole: string, given: string, content: string): PictureText {
  const [x, y, size] = ["x", "y", "font-size"].map((name) => Number(attribute(given, name))) as [number, number, number];
  const text = content.replace(/^(?:&#160;|\s)+|(?:&#160;|\s)+$/g, "");
  const shown = text.replace(/&(?:#\d+|\w+);/g, (entity) => entities[entity] ?? String.fromCodePoint(Number(entity.slice(2, -1))));
  return {
    start,
    end: start + whole.length,
    attributes: given.replace(font, ""),
    text,
    isCentred: attribute(given, "text-anchor") === "middle",
    x,
    y,
    size,
    characters: Array.from(shown).length,
    width: textWidth(shown, size) * (attribute(given, "font-weight") === "bold" ? boldness : 1),
  };
}

/** Helvetica Bold is that much wider. */
const boldness = 1.07;

const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#160;": " " };
