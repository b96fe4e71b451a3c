import { FormatError } from "../../graph/errors.ts";
import { showValue } from "../../graph/show-value.ts";
import type { LayoutLabels } from "./engine.ts";

/** Blanks, comments, anything else; of strings, plain and HTML, the start. */
const token = /\s+|\/\/[^\n]*|\/\*.*?\*\/|^#[^\n]*|["<{}]|[^\s"<{}/#]+|./msy;
const meaningless = /^(?:\s|\/\/|\/\*|#)/;

/**
 * FormatError for DOT of which Graphviz would silently draw less than it says:
 * none at all, HTML where labels are plain (graphviz-cli draws the id of the node instead), or text behind the first graph.
 * Syntax errors are left to Graphviz.
 */
export function checkDot(dot: unknown, labels: LayoutLabels): void {
  if (typeof dot !== "string") throw notDot(`got ${showValue(dot)}`);
  let depth = 0;
  let empty = true;
  let closed = false;
  for (let at = 0; at < dot.length; ) {
    token.lastIndex = at;
    const [text] = token.exec(dot) as unknown as [string];
    if (!meaningless.test(text)) {
      if (closed) throw secondGraph(dot, at);
      if (text === "<" && labels === "plain") throw htmlLabel(dot, at);
      if (text === "{") depth++;
      if (text === "}") closed = --depth === 0;
      empty = false;
    }
    at = text === '"' ? endOfString(dot, at) : text === "<" ? endOfHtml(dot, at) : at + text.length;
  }
  if (empty) throw notDot(dot === "" ? "got an empty string" : "got blanks or comments only");
}

/** The index behind the string that starts at `start`, or the end of the text. */
function endOfString(dot: string, start: number): number {
  for (let at = start + 1; at < dot.length; at++) {
    if (dot[at] === "\\") at++;
    else if (dot[at] === '"') return at + 1;
  }
  return dot.length;
}

/** The index behind the HTML string that starts at `start`: behind the ">" that closes its "<", or the end of the text. */
function endOfHtml(dot: string, start: number): number {
  let depth = 0;
  for (let at = start; at < dot.length; at++) {
    if (dot[at] === "<") depth++;
    else if (dot[at] === ">" && --depth === 0) return at + 1;
  }
  return dot.length;
}

const notDot = (actual: string): FormatError =>
  new FormatError(`layout: DOT must be a graph, ${actual}; write "digraph { … }"`, { code: "empty-dot", expected: "a graph", actual });

const htmlLabel = (dot: string, at: number): FormatError => {
  const line = lineOf(dot, at);
  return new FormatError(
    `layout: plain labels must hold no HTML, got it in line ${line}: ${excerpt(dot, line)}; quote the label, or ask for { labels: "html" }, which needs the package @viz-js/viz`,
    { code: "html-label", expected: "quoted labels", actual: `HTML in line ${line}` },
  );
};

const secondGraph = (dot: string, at: number): FormatError => {
  const line = lineOf(dot, at);
  return new FormatError(
    `layout: DOT must hold one graph, got more text behind it in line ${line}: ${excerpt(dot, line)}; draw one graph at a time`,
    { code: "second-graph", expected: "one graph", actual: `more text in line ${line}` },
  );
};

/** The number of the line, from 1, in which the character at index `at` stands. */
const lineOf = (dot: string, at: number): number => dot.slice(0, at).split("\n").length;

/** A line of the text, cut where it is long, without control characters. */
export function excerpt(dot: string, line: number): string {
  const text = (dot.split("\n")[line - 1] ?? "").trim().replace(/\p{Cc}/gu, "\ufffd");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
