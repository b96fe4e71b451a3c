import type { NdArray } from "../../../graph/ndarray.ts";
import { roomFor } from "../../export/drawing/box-width.ts";
import type { Drawing, DrawnNode, HeldNode } from "../../export/drawing/drawing.ts";
import { statisticsOf } from "../../export/statistics.ts";
import { gridOf } from "./heat-image.ts";

/** What a box shows beside its label. */
export interface Shown {
  readonly value?: NdArray | undefined;
  readonly gradient?: NdArray | undefined;
  /** Values of the nodes that it holds beside others, each below its line or its caption. */
  readonly held?: readonly HeldValue[] | undefined;
  /** Small print below: its dims. */
  readonly foot: string;
  /** What it took, and the share of the longest time, 0 to 1. */
  readonly cost?: { readonly text: string; readonly share: number } | undefined;
}

export interface HeldValue extends Pick<HeldNode, "is" | "caption" | "node" | "of"> {
  readonly array: NdArray;
}

/** A line of text in a box: where its baseline is, from the box's upper side. Foot and cost change from run to run. */
export interface FaceLine {
  readonly kind: "heading" | "detail" | "foot" | "cost";
  readonly text: string;
  readonly y: number;
  readonly size: number;
}

/** Where a value is drawn in a box, from its upper left corner. */
export interface Strip {
  readonly of: "value" | "gradient";
  /** Which of the nodes that the box holds; undefined for that of its own. */
  readonly held?: number;
  /** Numbers in cells, or a picture of all elements. */
  readonly kind: "cells" | "image";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rows: number;
  readonly columns: number;
}

/** How a box is laid out: its size, and where what stands in it. */
export interface Face {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly FaceLine[];
  readonly strips: readonly Strip[];
  readonly barAt?: { readonly x: number; readonly y: number; readonly width: number } | undefined;
}

export const headingSize = 12;
export const detailSize = 9;
export const footSize = 8;
export const cellText = 8;
export const cellWidth = 38;
export const cellHeight = 13;
export const barHeight = 3;
/** Values of more rows or columns are drawn as pictures. */
const mostCells = 4;
/** Boxes keep their size whatever their ops take. */
const longestCost = "888.8 µs · 100% · 88.8 MB";
const imageSide = 64;
const leastImage = 12;
const padX = 8;
const padY = 6;
const gap = 4;
/** Left of a gradient, for its sign. */
export const signRoom = 10;

/** Lays out a box of a picture with values: heading, details, value and gradient, bar, foot. */
export function faceOf({ label, role }: Pick<DrawnNode, "label" | "role">, { value, gradient, held = [], foot, cost }: Shown): Face {
  const given = "html" in label ? [label.shows.heading] : label;
  // The foot says the dims of a leaf.
  const [heading = "", ...details] = foot !== "" && (role === "input" || role === "parameter") ? given.slice(0, 1) : given;
  const strips: Omit<Strip, "x" | "y">[] = [];
  if (value !== undefined && value.data.length > 0) strips.push({ of: "value", ...areaOf(value) });
  if (gradient !== undefined && gradient.data.length > 0) strips.push({ of: "gradient", ...areaOf(gradient) });
  const isBeside = strips.length === 2 && strips.every(({ kind }) => kind === "image");
  const room = strips.some(({ of }) => of === "gradient") ? signRoom : 0;
  const stripsWidth = isBeside
    ? strips.reduce((sum, { width }) => sum + width, room)
    : Math.max(0, ...strips.map(({ width }) => width + (room > 0 ? 2 * room : 0)));
  const width = Math.ceil(
    2 * padX +
      Math.max(
        32,
        1.07 * roomFor(heading, headingSize),
        ...details.map((text) => roomFor(text, detailSize)),
        stripsWidth,
        ...held.map(({ array }) => areaOf(array).width),
        roomFor(foot, footSize),
        cost === undefined ? 0 : roomFor(longestCost, footSize),
      ),
  );
  const lines: FaceLine[] = [];
  let y = padY;
  const line = (kind: FaceLine["kind"], text: string, size: number): void => {
    if (text === "") return;
    lines.push({ kind, text, y: y + 0.82 * size, size });
    y += 1.2 * size;
  };
  const placed: Strip[] = [];
  /** The values that the box holds: those without a caption below the line at their place. */
  const hold = (some: readonly HeldValue[], isHere: (at: number) => boolean): void => {
    for (const [i, { is, array, caption }] of some.entries()) {
      if (!isHere(i)) continue;
      const area = areaOf(array);
      if (caption) line("detail", caption, detailSize);
      y += gap - 1;
      placed.push({ ...area, of: is === "gradient" ? is : "value", held: i, x: (width - area.width) / 2, y });
      y += area.height + gap;
    }
  };
  const hasCaptions = held.some(({ caption }) => caption !== undefined);
  for (const [i, text] of [heading, ...details].entries()) {
    line(i === 0 ? "heading" : "detail", text, i === 0 ? headingSize : detailSize);
    if (!hasCaptions) hold(held, (at) => at === i);
  }
  if (hasCaptions) hold(held, () => true);
  if (strips.length > 0) y += gap - 1;
  let x = (width - stripsWidth) / 2;
  for (const strip of strips) {
    if (isBeside) {
      const left = strip.of === "gradient" ? x + room : x;
      placed.push({ ...strip, x: left, y });
      x = left + strip.width;
    } else {
      placed.push({ ...strip, x: (width - strip.width) / 2, y });
      y += strip.height + 2;
    }
  }
  if (isBeside) y += Math.max(...strips.map(({ height }) => height)) + 2;
  let barAt: Face["barAt"];
  if (cost !== undefined) {
    y += 2;
    barAt = { x: padX, y, width: width - 2 * padX };
    y += barHeight + 1;
  }
  if (foot !== "") y += 1;
  line("foot", foot, footSize);
  if (cost !== undefined) line("cost", cost.text, footSize);
  return { width, height: Math.ceil(y + padY - 2), lines, strips: placed, barAt };
}

/** Cells for what can be read, else a picture that is no larger than it needs. */
function areaOf(value: NdArray): Omit<Strip, "x" | "y" | "of"> {
  const { rows, columns } = gridOf(value);
  if (rows <= mostCells && columns <= mostCells)
    return { kind: "cells", rows, columns, width: columns * cellWidth, height: rows * cellHeight };
  const height = Math.max(leastImage, Math.min(imageSide, Math.round((imageSide * rows) / columns)));
  return { kind: "image", rows, columns, width: imageSide, height };
}

/** Sizes of headings that are seen from afar, the largest first. */
export const farSizes = [40, 27, 18] as const;

/** How much the smallest of them may be squeezed. */
const squeezed = 1.4;

/** The largest heading that a box has room for; undefined where it has for none. */
export const farSize = (heading: string, { width, height }: Pick<Face, "width" | "height">): (typeof farSizes)[number] | undefined =>
  farSizes.find((size, i) => {
    const most = (width - 6) * (i === farSizes.length - 1 ? squeezed : 1);
    return 1.07 * roomFor(heading, size) <= most && 1.3 * size <= height;
  });

/** The drawing with boxes as large as their faces, so that all of them are placed by one rule. */
export const withFaces = (drawing: Drawing, faces: ReadonlyMap<string, Face>): Drawing => ({
  ...drawing,
  nodes: drawing.nodes.map((node) => {
    const face = faces.get(node.id);
    if (face === undefined) return node;
    const attributes = { shape: "box", fixedsize: "true", width: face.width / 72, height: face.height / 72 };
    return { ...node, label: [], attributes };
  }),
});

const statistics = new WeakMap<NdArray, ReturnType<typeof statisticsOf>>();

/** Those of an array, once. */
export function knownStatistics(value: NdArray): ReturnType<typeof statisticsOf> {
  let known = statistics.get(value);
  if (known === undefined) statistics.set(value, (known = statisticsOf(value.data)));
  return known;
}
