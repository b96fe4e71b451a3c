import { checkChoice } from "../../graph/check-choice.ts";
import { checkGraph } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { type Graph, nodeOf } from "../../graph/graph.ts";
import { atom } from "../../graph/notation.ts";
import type { Shape } from "../../graph/shape.ts";
import { formOf } from "./form-of.ts";
import { braces } from "./formula/braces.ts";
import { formulaOf } from "./formula/formula-of.ts";
import { latexName, latexSize, numberTerm } from "./formula/latex-names.ts";
import { checkOutput } from "./formula/part-of.ts";
import type { Language } from "./formula/write-line.ts";
import { roleStyles } from "./theme.ts";

/** "compact": few lines, sums with bounds; "steps": a line per layer, aligned, with shapes and colours; "nested": layers in braces. */
export type LatexForm = "compact" | "steps" | "nested";

export interface LatexOptions {
  /** Default "compact". */
  readonly form?: LatexForm;
}

const plain: Language = {
  notation: (op) => formOf(op).notation.latex,
  name: (name, at) => atom(latexName(name, at)),
  element: (term, at) => atom(at.length === 0 ? term.text : `\\left(${term.text}\\right)_{${at.join(",")}}`),
  number: numberTerm,
  size: (axes) => axes.map(latexSize).join(" \\cdot "),
  bounds: false,
};

/**
 * The formula of an output in LaTeX mathematics, without delimiters.
 *
 * Derived from the graph: a reduction introduces a running index, its operand is written under it, and what is no element itself
 * gets a name and a line of its own. Colours are CSS hex, as MathJax and KaTeX take them. GraphError when there is no such output.
 */
export function latex(graph: Graph, output: string, options: LatexOptions = {}): string {
  checkGraph("latex", graph);
  checkOptions("latex", options, ["form"]);
  checkOutput(graph, output, "latex");
  const { form = "compact" } = options;
  checkChoice("latex", "form", form, ["compact", "steps", "nested"]);
  if (form === "steps") return steps(graph, output);
  const decorate = form === "nested" ? braces(graph) : undefined;
  const lines = formulaOf(graph, output, "compact", { ...plain, ...(decorate ? { decorate } : { bounds: true }) });
  return tidy(lines.map(({ left, right }) => `${left} = ${right}`).join(", \\qquad "));
}

function steps(graph: Graph, output: string): string {
  const lines = formulaOf(graph, output, "steps", coloured(graph)).reverse();
  const rows = lines.map(({ left, right, shape }) => `${left} &= ${right} && {\\scriptstyle ${latexShape(shape)}}`);
  return tidy(`\\begin{aligned} ${rows.join(" \\\\ ")} \\end{aligned}`);
}

const latexShape = (shape: Shape): string =>
  shape.length === 0 ? "\\text{scalar}" : shape.map((dim) => latexSize({ dim, rows: false })).join("\\times ");

/** Parameters and the heads of functions in the colours that pictures give them. */
function coloured(graph: Graph): Language {
  const paint = (role: "parameter" | "function", text: string): string => `\\textcolor{${roleStyles[role].line}}{${text}}`;
  return {
    ...plain,
    name: (name, at, id) => {
      const isParameter = Object.hasOwn(graph.nodes, id) && nodeOf(graph, id).op === "parameter";
      return atom(isParameter ? paint("parameter", latexName(name, at)) : latexName(name, at));
    },
    notation: (op) => {
      const { picture, notation } = formOf(op);
      if (picture.role !== "function") return notation.latex;
      return (operands, attrs, site) => {
        const term = notation.latex(operands, attrs, site);
        const head = /^\\[a-z]+(?:\{[\w\s]+\})?(?=\\left\()/i.exec(term.text)?.[0];
        return head === undefined ? term : { ...term, text: paint("function", head) + term.text.slice(head.length) };
      };
    },
  };
}

/** Without the space that \left leaves after the name of a function; with one between words. */
const tidy = (text: string): string =>
  text.replace(/([a-zA-Z}])\\left\(/g, "$1\\!\\left(").replace(/(\\mathrm\{[^{}]*\}(?:_\S+)?) (?=\\mathrm)/g, "$1 \\, ");
