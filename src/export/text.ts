import { checkGraph } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import { atom, binding, subscriptText } from "../../graph/notation.ts";
import { type DisplayName, showName } from "./display-names.ts";
import { formOf } from "./form-of.ts";
import { formulaOf } from "./formula/formula-of.ts";
import { checkOutput } from "./formula/part-of.ts";
import type { AxisMeaning } from "./formula/running-index.ts";
import type { Language } from "./formula/write-line.ts";

/** Formulas in plain text with the signs of Unicode: max(0, X w₁ + b₁). */
export const plainText: Language = {
  notation: (op) => formOf(op).notation.text,
  name: (name, at) => atom(underIndices(name, at)),
  element: (term, at) => atom(at.length === 0 ? term.text : `(${term.text})[${at.join(", ")}]`),
  number: (value) => ({ text: showNumber(value), binds: String(value).startsWith("-") ? binding.prefix : binding.atom }),
  size: (axes) => axes.map(showSize).join(" "),
  bounds: false,
};

/** A number with the signs of mathematics: −1e7, ∞. */
export const showNumber = (value: unknown): string => String(value).replaceAll("-", "−").replace("Infinity", "∞").replace("e+", "e");

function underIndices(name: DisplayName, at: readonly string[]): string {
  if (at.length === 0) return showName(name);
  const letters = at.every((index) => /^[a-z]$/.test(index)) && name.subscript === "" ? subscriptText(at.join("")) : "_";
  return letters.startsWith("_") ? `${showName(name)}[${at.join(", ")}]` : name.base + letters;
}

function showSize(meaning: AxisMeaning): string {
  return "units" in meaning ? `n${subscriptText(meaning.units)}` : String(meaning.dim);
}

/**
 * The formula of an output as one line of text: "max(0, X w₁ + b₁)".
 * What the line is too short for follows after "where": "−Σₗ yₗ log(exp(zₗ) ÷ Σₖ exp(zₖ)) where z = X w₁ + b₁".
 * GraphError when there is no such output.
 */
export function text(graph: Graph, output: string): string;
export function text(graph: Graph, output: string, options?: unknown): string {
  checkGraph("text", graph);
  checkOptions("text", options, []);
  checkOutput(graph, output, "text");
  const [first, ...others] = formulaOf(graph, output, "compact", plainText);
  const where = others.map(({ left, right }) => `${left} = ${right}`);
  return `${first.right}${where.length === 0 ? "" : ` where ${where.join(", ")}`}`;
}

/** The lines "z = X w₁ + b₁" of an output's formula under given names, its own first. */
export const textLines = (graph: Graph, output: string, names: ReadonlyMap<NodeId, DisplayName>): string[] =>
  formulaOf(graph, output, "compact", plainText, names).map(({ left, right }) => `${left} = ${right}`);
