import { textWidth } from "../../export/drawing/text-width.ts";
import { placeEndLabels } from "./end-labels.ts";
import { type Look, symbolPath } from "./looks.ts";
import { linePath, simplified } from "./path.ts";
import { place, type Range, type Scale } from "./scale.ts";
import { type Point, thin } from "./thin.ts";
import type { Tick } from "./ticks.ts";

/** Distances of the frame, in which values are, from the borders, in px. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface Axis {
  readonly range: Range;
  readonly ticks: readonly Tick[];
  readonly isLog?: boolean;
  /** What it counts, beside its middle. */
  readonly name?: string;
  /** Lines across the frame at its ticks. */
  readonly hasGrid?: boolean;
}

/** A line, or a dot where it is one point. */
export interface Curve {
  readonly points: readonly Point[];
  readonly look: Pick<Look, "color" | "dash">;
  /** Of the line, in px. */
  readonly width?: number;
  /** What stands beside its end. */
  readonly label?: string;
}

/** Points of one kind. */
export interface PointSet {
  readonly points: readonly Point[];
  readonly look: Pick<Look, "color" | "symbol">;
  readonly radius: number;
  /** In its colour, or as an outline on paper. */
  readonly isFilled: boolean;
}

/** A part of the plane: rings of corners, of which those inside of others are holes. */
export interface Area {
  readonly rings: readonly (readonly Point[])[];
  readonly color: string;
  readonly opacity: number;
  /** The colour of its outline. */
  readonly line?: string;
}

export interface ChartSpec {
  /** In px, as the margins. */
  readonly width: number;
  readonly height: number;
  readonly margins: Margins;
  /** Of all texts, in px. */
  readonly fontSize: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves?: readonly Curve[];
  readonly areas?: readonly Area[];
  readonly points?: readonly PointSet[];
  readonly hasFrame?: boolean;
  /** A value of x at which a line stands from top to bottom. */
  readonly at?: number | undefined;
}

/** A text at its place, which is that of its baseline. */
export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: "start" | "middle" | "end";
  /** Degrees around its place. */
  readonly turn?: number;
}

/** A path in a colour of the pages' style. */
export interface PlacedPath {
  readonly path: string;
  readonly line?: string;
  readonly width?: number;
  readonly dash?: string;
  readonly fill?: string;
  readonly opacity?: number;
}

/** A chart of which every place is known, in px. */
export interface PlacedChart {
  readonly fontSize: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly paths: readonly PlacedPath[];
  /** Names of ticks and axes. */
  readonly texts: readonly PlacedText[];
  /** Beside the ends of curves, in their colours. */
  readonly labels: readonly (PlacedText & { readonly color: string })[];
}

const tickLength = 6;
/** From the end of a curve to its label. */
const labelGap = 7;
/** A line of text, of its font's size. */
const lineHeight = 1.2;
/** From the middle of a digit to its baseline, of the font's size. */
const toBaseline = 0.35;
/** A browser that has no Helvetica may take a wider font. */
const wider = 1.1;
/** What a line may leave its points by, in px: less than can be seen. */
const tolerance = 0.1;

/** px that labels take beside the ends of curves. */
export const roomForLabels = (labels: readonly string[], fontSize: number): number =>
  labelGap + Math.ceil(wider * Math.max(0, ...labels.map((label) => textWidth(label, fontSize))));

/** Where everything of a chart stands. */
export function placeChart(spec: ChartSpec): PlacedChart {
  const { width, height, margins, fontSize, curves = [], areas = [], points = [], hasFrame = false, at: shown } = spec;
  const [left, right, top, bottom] = [margins.left, width - margins.right, margins.top, height - margins.bottom];
  const x: Scale = { range: spec.x.range, from: left, to: right, isLog: spec.x.isLog ?? false };
  const y: Scale = { range: spec.y.range, from: bottom, to: top, isLog: spec.y.isLog ?? false };
  const at = ([px, py]: Point): Point => [place(x, px), place(y, py)];
  const across = spec.x.ticks.map((tick) => ({ ...tick, at: crisp(place(x, tick.at)) }));
  const up = spec.y.ticks.map((tick) => ({ ...tick, at: crisp(place(y, tick.at)) }));
  const grid = [
    ...(spec.y.hasGrid ? up.map((tick) => `M${left} ${tick.at}H${right}`) : []),
    ...(spec.x.hasGrid ? across.map((tick) => `M${tick.at} ${top}V${bottom}`) : []),
  ].join("");
  const ticks = [...up.map((tick) => `M${left} ${tick.at}h${-tickLength}`), ...across.map((tick) => `M${tick.at} ${bottom}v${tickLength}`)];
  const ends = curves.map((curve) => ({ ...curve, end: curve.points.at(-1) })).filter(isLabelled);
  const heights = placeEndLabels(
    ends.map(({ label, end }) => ({ text: label, y: place(y, end[1]) })),
    lineHeight * fontSize,
    [top, bottom],
  );
  return {
    fontSize,
    x,
    y,
    paths: [
      ...areas.map(
        (area): PlacedPath => ({
          path: area.rings.map((ring) => linePath(simplifiedRing(ring.map(at)), true)).join(""),
          fill: area.color,
          opacity: area.opacity,
          ...(area.line !== undefined && { line: area.line, width: 1 }),
        }),
      ),
      ...(grid === "" ? [] : [{ path: grid, line: "--rule", width: 1 }]),
      ...(hasFrame ? [{ path: `M${left} ${top}H${right}V${bottom}H${left}z`, line: "--edge", width: 1 }] : []),
      { path: ticks.join(""), line: "--edge", width: 1 },
      ...points.map(({ points: set, look, radius, isFilled }): PlacedPath => {
        const symbol = symbolPath(look.symbol, radius);
        const path = set.map((point) => moveTo(at(point)) + symbol).join("");
        return { path, line: look.color, width: isFilled ? 1 : 1.3, fill: isFilled ? look.color : "--paper" };
      }),
      ...curves.map((curve): PlacedPath => {
        const placed = thin(curve.points, 2 * (right - left)).map(at);
        const [only] = placed;
        if (placed.length === 1 && only !== undefined) return { path: moveTo(only) + symbolPath("circle", 3), fill: curve.look.color };
        const { color, dash } = curve.look;
        return { path: linePath(simplified(placed, tolerance)), line: color, width: curve.width ?? 1.8, ...(dash && { dash }) };
      }),
      ...(shown === undefined ? [] : [{ path: `M${crisp(place(x, shown))} ${top}V${bottom}`, line: "--accent", width: 1.5 }]),
    ],
    texts: [
      ...up.map(({ at: tick, text }): PlacedText => ({ x: left - tickLength - 3, y: tick + toBaseline * fontSize, text, anchor: "end" })),
      ...across.map(
        ({ at: tick, text }): PlacedText => ({ x: tick, y: bottom + tickLength + 3 + 0.75 * fontSize, text, anchor: "middle" }),
      ),
      ...(spec.x.name === undefined
        ? []
        : [{ x: (left + right) / 2, y: height - 0.4 * fontSize, text: spec.x.name, anchor: "middle" as const }]),
      ...(spec.y.name === undefined
        ? []
        : [{ x: fontSize, y: (top + bottom) / 2, text: spec.y.name, anchor: "middle" as const, turn: -90 }]),
    ],
    labels: ends.map(({ label, look, end }, i) => ({
      x: place(x, end[0]) + labelGap,
      y: (heights[i] as number) + toBaseline * fontSize,
      text: label,
      anchor: "start",
      color: look.color,
    })),
  };
}

const isLabelled = <T extends { label?: string; end: Point | undefined }>(curve: T): curve is T & { label: string; end: Point } =>
  curve.label !== undefined && curve.end !== undefined;

/** The middle of a pixel, where a line of one px is sharp. */
const crisp = (at: number): number => Math.floor(at) + 0.5;

const moveTo = ([x, y]: Point): string => `M${x.toFixed(1)} ${y.toFixed(1)}`;

/** A ring is two lines, from its first corner to the farthest one and back. */
function simplifiedRing(ring: readonly Point[]): readonly Point[] {
  const [first = [0, 0] as Point] = ring;
  const distances = ring.map(([x, y]) => Math.hypot(x - first[0], y - first[1]));
  const farthest = distances.indexOf(Math.max(...distances));
  return [...simplified(ring.slice(0, farthest + 1), tolerance), ...simplified([...ring.slice(farthest), first], tolerance).slice(1, -1)];
}
