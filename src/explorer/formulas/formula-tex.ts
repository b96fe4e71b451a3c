import type { Graph, NodeId } from "../../../graph/graph.ts";
import { ancestors } from "../../../graph/walk.ts";
import { type LatexForm, latex } from "../../export/latex.ts";

/** The forms of formulas that an explorer shows, by what it calls them. */
export const formulaForms = ["compact", "steps", "nested"] as const satisfies readonly LatexForm[];

/** A formula longer than that, in characters of LaTeX, is no formula that anyone reads. */
export const longestFormula = 60_000;

/** What a part takes of that at least, by its mark. */
const shortestPart = 15;

/** True where an output is made of so many nodes that its formula is longer: to write it takes seconds. */
export const isEndless = (graph: Graph, output: string, most = longestFormula / shortestPart): boolean =>
  Object.keys(graph.nodes).length > most && ancestors(graph, [graph.outputs[output] as NodeId]).size > most;

/** What stands between the lines of a formula that is written as one. */
const between = ", \\qquad ";

/**
 * The formula of an output as lines of LaTeX. Each part that stands for a node is in `\htmlClass{n<number>}{…}`: numbers stand for ids, which
 * are anybody's text.
 */
export function formulaTex(graph: Graph, output: string, form: LatexForm, numberOf: (id: NodeId) => number | undefined): string[] {
  const mark = (id: NodeId, tex: string): string => {
    const number = numberOf(id);
    return number === undefined ? tex : `\\htmlClass{n${number}}{${tex}}`;
  };
  const text = latex(graph, output, { form, mark });
  return form === "steps" ? [text] : text.split(between);
}
