import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { colors, roleStyles } from "../../export/theme.ts";
import type { FontFile } from "../../page/load-fonts.ts";
import { formulaIds } from "./formula-ids.ts";
import { formulaForms, formulaTex, isEndless, longestFormula } from "./formula-tex.ts";

/** Formulas as a page holds them: nothing but their own style and the fonts that they use are needed to show them. */
export interface Formulas {
  /** Lines as trusted HTML, by output and form: "loss compact". Parts carry the numbers of their nodes as data-node. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
  /** CSS for what is in those lines. */
  readonly style: string;
  readonly fonts: readonly FontFile[];
}

/** What the file of KaTeX exports. */
export interface Katex {
  readonly render: (tex: string) => string;
  /** The CSS that some HTML needs. */
  readonly styleFor: (html: string) => string;
  readonly fontsFor: (html: string) => readonly FontFile[];
}

/** The formulas of all outputs in all forms. Outputs that are inputs, and formulas that nobody would read, have none. */
export function formulasOf(graph: Graph, katex: Katex): Formulas {
  const numbers = new Map(formulaIds(graph).map((id, number) => [id, number]));
  const lines: Record<string, readonly string[]> = {};
  for (const output of Object.keys(graph.outputs)) {
    for (const form of formulaForms) {
      const html = formulaLines(graph, output, form, (id) => numbers.get(id), katex);
      if (html !== undefined) lines[`${output} ${form}`] = html;
    }
  }
  const all = Object.values(lines).flat().join("");
  return { lines, style: katex.styleFor(all), fonts: katex.fontsFor(all) };
}

/** One formula, line by line; undefined where it is too long to be read. */
export function formulaLines(
  graph: Graph,
  output: string,
  form: (typeof formulaForms)[number],
  numberOf: (id: NodeId) => number | undefined,
  { render }: Pick<Katex, "render">,
): readonly string[] | undefined {
  if (nodeOf(graph, graph.outputs[output] as NodeId).inputs.length === 0 || isEndless(graph, output)) return undefined;
  const tex = formulaTex(graph, output, form, numberOf);
  if (tex.join("").length > longestFormula) return undefined;
  return tex.map((line) => asPart(render(line)));
}

/** The colours that formulas have of the theme, as the page's: they change with it. */
const themed = new Map<string, string>([
  [roleStyles.parameter.line, "var(--parameter-line)"],
  [roleStyles.function.line, "var(--function-line)"],
  [colors.ink, "var(--ink)"],
]);

/** KaTeX's HTML as a part of an explorer: marked by data-node, in the page's colours, without the LaTeX that it was made of. */
const asPart = (html: string): string =>
  html
    .replace(/<annotation [^>]*>[^<]*<\/annotation>/g, "")
    .replace(
      /<span class="enclosing n(\d+)( mtight)?"/g,
      (_, number, tight = "") => `<span class="enclosing${tight}" data-node="${number}"`,
    )
    .replace(
      /style="([^"]*)"/g,
      (_, style: string) => `style="${style.replace(/#[0-9A-F]{6}/gi, (color) => themed.get(color.toUpperCase()) ?? color)}"`,
    );
