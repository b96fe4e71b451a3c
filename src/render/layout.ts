import { checkOptions } from "../../graph/check-options.ts";
import { FormatError, GraphError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";
import { checkDot, excerpt } from "./check-dot.ts";
import { type LayoutEngine, type LayoutLabels, layoutEngines } from "./engine.ts";
import { fitText } from "./fit/fit-text.ts";
import { sanitize } from "./sanitize.ts";
import { drawInThread } from "./thread.ts";

export interface LayoutOptions {
  /** The layout program of Graphviz. Default "dot": layers, edges pointing one way. */
  readonly engine?: LayoutEngine;
  /** "plain" (default) is drawn by graphviz-cli; "html" lets labels hold tables and needs the package @viz-js/viz. */
  readonly labels?: LayoutLabels;
  /** Time limit in ms; default 10 000, Infinity for none. */
  readonly timeout?: number;
}

export const layoutOptions = ["engine", "labels", "timeout"] as const satisfies (keyof LayoutOptions)[];

/**
 * DOT text → SVG text, the same bytes every time, free of scripts and of links other than http(s) and #.
 *
 * Graphviz runs in a thread of its own that is stopped at the time limit, so that the caller goes on and the process can end.
 * Errors: FormatError for DOT that is not valid or that would lose content (HTML in plain labels, a second graph);
 *         GraphError when Graphviz gives up or takes too long.
 */
export async function layout(dot: string, options: LayoutOptions = {}): Promise<string> {
  checkOptions("layout", options, layoutOptions);
  const { engine = "dot", labels = "plain", timeout = 10_000 } = options;
  if (!layoutEngines.includes(engine)) throw badOption("engine", `one of ${layoutEngines.join(", ")}`, engine);
  if (labels !== "plain" && labels !== "html") throw badOption("labels", '"plain" or "html"', labels);
  if (typeof timeout !== "number" || !(timeout > 0)) throw badOption("timeout", "a number of ms above 0", timeout);
  checkDot(dot, labels);
  const answer = await drawInThread({ dot, engine, labels }, timeout);
  if (answer.kind === "svg") return fitText(sanitize(answer.svg));
  throw answer.kind === "timeout" ? tooSlow(dot, timeout, engine) : failed(dot, answer.message, engine);
}

const badOption = (option: string, expected: string, value: unknown): GraphError =>
  new GraphError(`layout: ${option} must be ${expected}, got ${showValue(value)}; correct the option`, {
    code: "bad-option",
    expected,
    actual: showValue(value),
  });

/** What draws thousands of edges in seconds, on circles around the first node. */
const quickest = "twopi";

const cureOf = (engine: LayoutEngine): string =>
  engine === quickest ? "draw fewer nodes" : `lay it out with { engine: "${quickest}" }, which is quick with many edges`;

const tooSlow = (dot: string, timeout: number, engine: LayoutEngine): GraphError =>
  new GraphError(
    `layout: Graphviz must finish within ${timeout} ms, got no picture of ${dot.length} characters of DOT; ${cureOf(engine)}, or raise the limit with { timeout }`,
    { code: "render-timeout", expected: `${timeout} ms`, actual: "no picture" },
  );

/** Graphviz names the place of what it cannot read; whatever else it says means that it cannot draw what it read. */
function failed(dot: string, message: string, engine: LayoutEngine): FormatError | GraphError {
  const syntax = /syntax error in line (\d+).*/.exec(message);
  if (syntax) {
    const text = excerpt(dot, Number(syntax[1]));
    return badDot(syntax[0], text === "" ? `close what is open above line ${syntax[1]}` : `correct line ${syntax[1]}: ${text}`);
  }
  if (/ in label of /.test(message)) return badDot(message, "correct that label");
  // Where it runs out of memory it exits, and the object that says so has no text.
  const actual = message === "[object Object]" ? "an early exit" : `"${message}"`;
  return new GraphError(`layout: Graphviz must be able to draw ${dot.length} characters of DOT, got ${actual}; ${cureOf(engine)}`, {
    code: "render-failed",
    expected: "a picture",
    actual,
  });
}

const badDot = (actual: string, cure: string): FormatError =>
  new FormatError(`layout: DOT must be valid, got ${actual}; ${cure}`, { code: "bad-dot", expected: "DOT", actual });
