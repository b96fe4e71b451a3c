import { checkChoice } from "../../graph/check-choice.ts";
import { checkGraph, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { atom } from "../../graph/notation.ts";
import type { Shape } from "../../graph/shape.ts";
import { formOf } from "./form-of.ts";
import { braces } from "./formula/braces.ts";
import { formulaOf } from "./formula/formula-of.ts";
import { latexName, latexSize, numberTerm } from "./formula/latex-names.ts";
import { inserted, signsFor, unmarked, writeMarks } from "./formula/marks.ts";
import { checkOutput } from "./formula/part-of.ts";
import type { Language, Marking, WrittenLine } from "./formula/write-line.ts";
import { roleStyles } from "./theme.ts";

/** "compact": few lines, sums with bounds; "steps": a line per layer, aligned, with shapes and colours; "nested": layers in braces. */
export type LatexForm = "compact" | "steps" | "nested";

export interface LatexOptions {
  /** Default "compact". */
  readonly form?: LatexForm;
  /**
   * Writes each part of the formula that stands for a node, given the node's id and the LaTeX of the part, in which inner parts are written
   * already: `(id, tex) => "\\htmlClass{" + classOf(id) + "}{" + tex + "}"`. Brackets and signs are those of the formula without marks. Ids
   * of what a composite is written out as begin with the composite's: "softmax1.exp1".
   */
  readonly mark?: (id: NodeId, tex: string) => string;
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
  checkOptions("latex", options, ["form", "mark"]);
  checkOutput(graph, output, "latex");
  const { form = "compact", mark } = options;
  checkChoice("latex", "form", form, ["compact", "steps", "nested"]);
  if (mark === undefined) return tidy(written(graph, output, form, (line) => line));
  checkKind(typeof mark === "function", "latex", "mark", "a function of an id and LaTeX", mark, "pass one, or leave it out");
  const ids: NodeId[] = [];
  const numbers = new Map<NodeId, number>();
  const numberOf = (id: NodeId): number => {
    const number = numbers.get(id) ?? ids.push(id) - 1;
    numbers.set(id, number);
    return number;
  };
  const signs = signsFor(Object.values(graph.nodes).flatMap(({ scope }) => scope));
  const text = written(graph, output, form, (line) => ({ ...line, ...line.marked }), { signs, numberOf });
  const spaced = inserted(text, spaces(unmarked(text, signs)), signs);
  return writeMarks(spaced, (number, tex) => mark(ids[number] as NodeId, tex), signs);
}

/** All lines of a formula, in the form that is asked for, before they are spaced. */
function written(
  graph: Graph,
  output: string,
  form: LatexForm,
  shown: (line: WrittenLine) => Pick<WrittenLine, "left" | "right" | "shape">,
  marking?: Marking,
): string {
  const marks = marking === undefined ? {} : { marking };
  if (form === "steps") {
    const rows = formulaOf(graph, output, "steps", { ...coloured(graph), ...marks })
      .reverse()
      .map(shown)
      .map(({ left, right, shape }) => `${left} &= ${right} && {\\scriptstyle ${latexShape(shape)}}`);
    return `\\begin{aligned} ${rows.join(" \\\\ ")} \\end{aligned}`;
  }
  const decorate = form === "nested" ? braces(graph) : undefined;
  const lines = formulaOf(graph, output, "compact", { ...plain, ...(decorate ? { decorate } : { bounds: true }), ...marks });
  return lines
    .map(shown)
    .map(({ left, right }) => `${left} = ${right}`)
    .join(", \\qquad ");
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
const tidy = (text: string): string => {
  let [tidied, at] = ["", 0];
  for (const { at: place, add } of spaces(text)) {
    tidied += text.slice(at, place) + add;
    at = place;
  }
  return tidied + text.slice(at);
};

/** What `tidy` adds, from left to right. */
const spaces = (text: string): { readonly at: number; readonly add: string }[] =>
  [
    ...Array.from(text.matchAll(/[a-zA-Z}](?=\\left\()/g), ({ index }) => ({ at: index + 1, add: "\\!" })),
    ...Array.from(text.matchAll(/(\\mathrm\{[^{}]*\}(?:_\S+)?) (?=\\mathrm)/g), ({ index, 0: whole }) => ({
      at: index + whole.length,
      add: "\\, ",
    })),
  ].sort((a, b) => a.at - b.at);
