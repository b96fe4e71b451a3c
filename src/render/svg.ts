import { checkGraph } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { showValue } from "../../graph/show-value.ts";
import { type DotOptions, dot } from "../export/dot.ts";
import { dotOptions } from "../export/dot-options.ts";
import { themed } from "../export/theme.ts";
import { type LayoutOptions, layout, layoutOptions } from "./layout.ts";

const onDot = [...layoutOptions, "theme"];
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
  if (typeof source !== "string") checkGraph("svg", source);
  checkOptions("svg", options, typeof source === "string" ? onDot : [...new Set([...dotOptions, ...onDot])]);
  const { theme = "light", engine, labels, timeout, ...drawn } = options;
  if (!themes.includes(theme)) {
    throw new GraphError(`svg: theme must be one of ${themes.join(", ")}, got ${showValue(theme)}; correct the option`, {
      code: "bad-option",
      expected: themes.join(", "),
      actual: showValue(theme),
    });
  }
  const text = typeof source === "string" ? source : dot(source, { ...drawn, ...(labels !== undefined && { labels }) });
  const placed = {
    ...(engine !== undefined && { engine }),
    ...(labels !== undefined && { labels }),
    ...(timeout !== undefined && { timeout }),
  };
  const laidOut = await layout(text, placed).catch((error: unknown) => {
    throw typeof source === "string" ? error : withLevel(error, options);
  });
  return themed(laidOut, theme);
}

/** What is too much for Graphviz op by op may not be layer by layer; `layout`, which sees DOT alone, cannot say so. */
function withLevel(error: unknown, { level = "layers" }: SvgOptions): unknown {
  if (!(error instanceof GraphError) || (error.code !== "render-timeout" && error.code !== "render-failed") || level === "layers")
    return error;
  const { message, code, expected, actual } = error;
  const details = { code, ...(expected === undefined ? {} : { expected }), ...(actual === undefined ? {} : { actual }) };
  return new GraphError(message.replace("; ", '; draw it at { level: "layers" }, '), details);
}
