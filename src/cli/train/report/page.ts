import type { Graph } from "../../../../graph/graph.ts";
import { showCount } from "../../../export/quantities.ts";
import { summarise } from "../../summary.ts";
import { showSize } from "../../symbolic-size.ts";
import { escaped } from "./paper.ts";

export interface PageContent {
  readonly title: string;
  /** The result in one line. */
  readonly result: string;
  /** SVG texts by the words that stand below each. */
  readonly pictures: Readonly<Record<string, string>>;
  /** Where pictures are missing, why. */
  readonly note?: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly graph: Graph;
}

/** Rows of the table at most; the picture shows the rest. */
const mostRows = 60;

/** One page that holds all it shows: pictures, the table of nodes, the settings; in the reader's colours; nothing is loaded. */
export function page({ title, result, pictures, note, settings, graph }: PageContent): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>
  :root { --paper: #ffffff; --ink: #1f2328; --soft: #57606a; --line: #d0d7de }
  @media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --soft: #9aa4af; --line: #30363d } }
  body { margin: 2rem auto; max-width: 84rem; padding: 0 1.5rem; background: var(--paper); color: var(--ink); font: 15px/1.5 Helvetica, Arial, sans-serif }
  h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 0.75rem }
  p { margin: 0.25rem 0; color: var(--soft) }
  .pictures { display: flex; flex-wrap: wrap; gap: 1.5rem; margin-top: 1.5rem; align-items: flex-start }
  figure { margin: 0; max-width: 100%; overflow-x: auto } figure svg { max-width: 100%; height: auto }
  figcaption { color: var(--soft); font-size: 0.85rem }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums } .wide { overflow-x: auto }
  th, td { text-align: left; padding: 0.2rem 1.25rem 0.2rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
  th { font-weight: 600 } .number { text-align: right }
  @media print { body { margin: 0; max-width: none } figure { break-inside: avoid } }
</style>
<h1>${escaped(title)}</h1>
<p>${escaped(result)}</p>
${note === undefined ? "" : `<p>${escaped(note)}</p>\n`}<div class="pictures">
${Object.entries(pictures)
  .map(([caption, svg]) => `<figure>${svg.trim()}<figcaption>${escaped(caption)}</figcaption></figure>`)
  .join("\n")}
</div>
<h2>Nodes</h2>
<div class="wide">${nodeTable(graph)}</div>
<h2>Settings</h2>
${table(
  [],
  Object.entries(settings).map(([name, value]) => [name, value]),
)}
</html>
`;
}

function nodeTable(graph: Graph): string {
  const { rows, parameters } = summarise(graph, { binding: new Map(), leaves: false });
  const shown = rows
    .slice(0, mostRows)
    .map(({ id, op, inputs, shape, dtype, parameters: count, bytes }) => [
      id,
      op,
      inputs.join(", "),
      shape,
      dtype,
      count === 0 ? "" : showCount(count),
      showSize(bytes),
    ]);
  const rest = rows.length > mostRows ? [[`… ${showCount(rows.length - mostRows)} more`, "", "", "", "", "", ""]] : [];
  const total = ["", "", "", "", "", showCount(parameters.elements), ""];
  return table(["Node", "Op", "Inputs", "Shape", "Type", "Parameters", "Value bytes"], [...shown, ...rest, total]);
}

const numbers = new Set([5, 6]);

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (tag: "th" | "td", text: string, i: number): string =>
    `<${tag}${titles.length > 0 && numbers.has(i) ? ' class="number"' : ""}>${escaped(text)}</${tag}>`;
  const head = titles.length === 0 ? "" : `<thead><tr>${titles.map((text, i) => cell("th", text, i)).join("")}</tr></thead>\n`;
  const body = rows.map((row) => `<tr>${row.map((text, i) => cell("td", text, i)).join("")}</tr>`).join("\n");
  return `<table>\n${head}<tbody>\n${body}\n</tbody></table>`;
}
