import { checkGraph } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { GraphError } from "../../graph/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import { showValue } from "../../graph/show-value.ts";
import { type DotOptions, dot, drawingOf } from "../export/dot.ts";
import { dotOptions } from "../export/dot-options.ts";
import { drawingSvg } from "../export/svg/drawing-svg.ts";
import { themed } from "../export/theme.ts";
import { defaultLayout } from "./default-layout.ts";
import { type LayoutOptions, layout, layoutOptions } from "./layout.ts";

const onDot = [...layoutOptions, "theme", "layout"];
const themes = ["light", "dark", "auto"] as const;
const layouts = ["graphviz", "own"] as const;

/** Nodes that dagrad's own layout draws op by op: a second's work, and more than anyone looks at. */
const mostOwn = 20_000;

/** How a laid out picture is coloured. */
export interface ThemeOptions {
  /** The colours: of a light page (default), of a dark one, or "auto": as the reader's system asks for. */
  readonly theme?: (typeof themes)[number];
}

/** What lays a picture out. */
export interface LayoutByOptions {
  /**
   * "graphviz", the default in Node; "own": dagrad's own code, which needs nothing installed, takes milliseconds and draws thousands of boxes.
   * In a page that is the default, where no option of Graphviz is given.
   */
  readonly layout?: (typeof layouts)[number];
}

/** How a graph is drawn, laid out and coloured. */
export type SvgOptions = DotOptions & LayoutOptions & LayoutByOptions & ThemeOptions;

/**
 * A graph, or DOT text → SVG text, the same bytes every time, free of scripts and of links other than http(s) and #.
 *
 * Errors: those of `dot` and `layout`; GraphError where layout "own" is to draw DOT text, or is given an option of Graphviz.
 */
export function svg(graph: Graph, options?: SvgOptions): Promise<string>;
export function svg(dotText: string, options?: LayoutOptions & ThemeOptions): Promise<string>;
export async function svg(source: Graph | string, options: SvgOptions = {}): Promise<string> {
  if (typeof source !== "string") checkGraph("svg", source);
  checkOptions("svg", options, typeof source === "string" ? onDot : [...new Set([...dotOptions, ...onDot])]);
  const { theme = "light", layout: by, engine, labels, timeout, ...drawn } = options;
  checkWord("theme", theme, themes);
  const ofGraphviz = ownOption(source, options);
  if (by !== undefined) checkWord("layout", by, layouts);
  if (by === "own" && ofGraphviz !== undefined) throw notOwn(ofGraphviz);
  if (typeof source !== "string" && (by ?? (ofGraphviz === undefined ? defaultLayout : "graphviz")) === "own") {
    const { direction = "TB" } = drawn;
    const drawing = drawingOf(source, { ...drawn, ...(labels !== undefined && { labels }) }, mostOwn);
    return themed(drawingSvg(drawing, direction), theme);
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

function checkWord(option: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  const [expected, actual] = [words.join(", "), showValue(value)];
  throw new GraphError(`svg: ${option} must be one of ${expected}, got ${actual}; correct the option`, {
    code: "bad-option",
    expected,
    actual,
  });
}

/** What only Graphviz can do of what is asked for. */
function ownOption(source: Graph | string, { engine, timeout }: SvgOptions): string | undefined {
  if (typeof source === "string") return "DOT text";
  if (engine !== undefined) return "the option engine";
  return timeout === undefined ? undefined : "the option timeout";
}

const notOwn = (actual: string): GraphError =>
  new GraphError(`svg: layout "own" takes a graph and no option of Graphviz, got ${actual}; leave one of them out`, {
    code: "bad-option",
    expected: "a graph, and no option of Graphviz",
    actual,
  });

/** What is too much for Graphviz op by op may not be layer by layer; `layout`, which sees DOT alone, cannot say so. */
function withLevel(error: unknown, { level = "layers" }: SvgOptions): unknown {
  if (!(error instanceof GraphError) || (error.code !== "render-timeout" && error.code !== "render-failed") || level === "layers")
    return error;
  const { message, code, expected, actual } = error;
  const details = { code, ...(expected === undefined ? {} : { expected }), ...(actual === undefined ? {} : { actual }) };
  return new GraphError(message.replace("; ", '; draw it at { level: "layers" }, '), details);
}
