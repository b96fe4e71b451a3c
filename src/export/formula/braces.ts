import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { atom, type Term } from "../../../graph/notation.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { consumers } from "../../../graph/walk.ts";
import { formOf } from "../form-of.ts";
import { escapeLatex } from "./escape-latex.ts";
import { formulaGraph } from "./formula-graph.ts";
import { breakIntoLines } from "./formula-lines.ts";
import { formulaNames } from "./formula-names.ts";
import { latexName } from "./latex-names.ts";

/**
 * What stands in a brace under the parts of a nested formula: the titles of the scopes that end there and of composites that
 * are written out; in a graph without scopes, the names that the steps have.
 */
export function braces(graph: Graph): (id: NodeId, term: Term) => Term {
  const formula = formulaGraph(graph);
  const users = consumers(graph);
  const isScoped = Object.values(graph.nodes).some(({ scope }) => scope.length > 0);
  const steps = breakIntoLines(formula, "steps", []);
  const names = formulaNames(steps);
  const labels = (id: NodeId): string[] => {
    if (!Object.hasOwn(graph.nodes, id)) return [];
    const { op, scope } = nodeOf(graph, id);
    const titles = scope
      .filter((title, depth) => (users.get(id) ?? []).every((user) => nodeOf(graph, user).scope[depth] !== title))
      .reverse();
    if (formula.written.has(id)) titles.unshift(formOf(opsOf(graph).get(op))?.picture.title ?? op);
    if (titles.length > 0) return titles.map((title) => `\\text{${escapeLatex(inSentence(title))}}`);
    const name = names.get(id);
    return !isScoped && steps.named.has(id) && name ? [latexName(name)] : [];
  };
  return (id, term) => labels(id).reduce((inner, label) => atom(`\\underbrace{${inner.text}}_{${label}}`), term);
}

/** "Hidden layer 1" → "hidden layer 1", but "ReLU" stays. */
const inSentence = (title: string): string => (/\p{Lu}/u.test(title.slice(1)) ? title : title.toLowerCase());
