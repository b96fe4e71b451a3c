import type { Execution } from "./dot-execution.ts";
import type { Direction } from "./drawing/drawing.ts";

export type Level = "layers" | "formula" | "execution";

export interface DotOptions {
  /** "layers" (default): one box per layer. "formula": every op of the textbook form. "execution": every op as it runs. */
  readonly level?: Level;
  /** Top to bottom (default) or left to right. */
  readonly direction?: Direction;
  /** Lines above the picture, parted by line breaks. */
  readonly title?: string;
  /** What a run recorded, for the execution level. */
  readonly trace?: Execution;
  /** "html" shows each value as a heat map; only Graphviz with HTML-like labels draws it. Default "plain". */
  readonly labels?: "plain" | "html";
  /** Adds a key to shapes and colours. Default false. */
  readonly legend?: boolean;
}

/** The names of all options, for functions that take further ones, too. */
export const dotOptions = ["level", "direction rankdir", "title", "trace", "labels", "legend"];
