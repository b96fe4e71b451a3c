import type { Format } from "./paper.ts";

/** One SVG of a chart. */
export interface Drawing {
  readonly svg: string;
  readonly format: Format;
  /** Of its axis of values: differences are even, or ratios are. */
  readonly scale: "even" | "log";
}

/** Values that are shown where a reader points: those of each curve, epoch by epoch. */
export interface Readings {
  readonly epochs: readonly number[];
  /** null where an epoch has none. */
  readonly curves: Readonly<Record<string, readonly (number | null)[]>>;
}

/** A chart of the report: the same drawn for wide and for narrow screens, and on a linear and a logarithmic axis where both can be had. */
export interface Chart {
  /** Of its file, and in the page. */
  readonly name: string;
  /** What is to be seen, in a sentence. */
  readonly caption: string;
  readonly drawings: readonly Drawing[];
  /** The scale that suits it, at first, and in its file. */
  readonly scale: Drawing["scale"];
  readonly readings?: Readings;
}

/** What is written to the chart's own file. */
export const fileOf = ({ drawings, scale }: Chart): string =>
  (drawings.find((drawing) => drawing.format === "wide" && drawing.scale === scale) as Drawing).svg;
