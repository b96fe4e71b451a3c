import { GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { showValue } from "../../graph/show-value.ts";
import { type DotOptions, dot } from "../export/dot.ts";
import { themed } from "../export/theme.ts";
import { type LayoutOptions, layout } from "./layout.ts";

const themes = ["light", "dark", "auto"] as const;

/** How a laid out picture is coloured. */
export interface ThemeOptions {
  /** The colours: of a light page (default), of a dark one, or "auto": as the reader's system asks for. */
  readonly theme?: (typeof themes)[number];
}

/** How a graph is drawn, laid out and coloured. */
export type SvgOptions = DotOptions & LayoutOptions & ThemeOptions;

/**
 * A graph, or DOT text → SVG text, the same bytes every time, free of scripts and of links other than http(s) and #.
 *
 * Errors: those of `dot` and `layout`.
 */
export function svg(graph: Graph, options?: SvgOptions): Promise<string>;
export function svg(dotText: string, options?: LayoutOptions & ThemeOptions): Promise<string>;
export async function svg(source: Graph | string, options: SvgOptions = {}): Promise<string> {
  const { theme = "light" } = options;
  if (!themes.includes(theme)) {
    throw new GraphError(`svg: theme must be one of ${themes.join(", ")}, got ${showValue(theme)}; correct the option`, {
      code: "bad-option",
      expected: themes.join(", "),
      actual: showValue(theme),
    });
  }
  const text = typeof source === "string" ? source : dot(source, options);
  return themed(await layout(text, options), theme);
}
