import type { ReadCurve } from "../../../page/chart/follow-pointers.ts";
import { pictureFile } from "../../../page/picture-file.ts";
import type { Format } from "./sheet.ts";

/** One SVG of a chart. */
export interface Drawing {
  /** In the colours of the page, which are variables. */
  readonly svg: string;
  readonly format: Format;
  /** Of its axis of values: differences are even, or ratios are. */
  readonly scale: "even" | "log";
}

/** Values that are shown where a reader points. */
export interface Readings {
  readonly x: readonly number[];
  readonly curves: readonly ReadCurve[];
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
  /** By epoch. */
  readonly readings?: Readings;
}

/** What is written to the chart's own file. */
export const fileOf = ({ drawings, scale }: Chart): string =>
  pictureFile((drawings.find((drawing) => drawing.format === "wide" && drawing.scale === scale) as Drawing).svg);
