import { type AttrValue, type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import { atom, type Term } from "../../graph/notation.ts";
import type { Operands } from "../../graph/op.ts";
import { opOf, opsOf } from "../../graph/ops-of.ts";
import { topologicalOrder } from "../../graph/walk.ts";

/** How a loop assigns, and joins what it assigns. */
const signs = { text: { arrow: " ← ", stop: ", " }, latex: { arrow: " \\leftarrow ", stop: ",\\; " } } as const;

/** What a step does, as formulas over the names of its inputs: "h ← tanh(x + h u), all ← h". */
export function bodyFormula(body: Graph, language: "text" | "latex"): string {
  const terms = bodyTerms(body, language);
  const { arrow, stop } = signs[language];
  return Object.entries(body.outputs)
    .map(([name, id]) => `${nameIn(language, name)}${arrow}${(terms.get(id) as Term).text}`)
    .join(stop);
}

/** A name of several letters, as formulas write it. */
export const nameIn = (language: "text" | "latex", name: string): string =>
  language === "text" || name.length === 1 ? name : `\\mathit{${name.replaceAll("_", "\\_")}}`;

function bodyTerms(body: Graph, language: "text" | "latex"): ReadonlyMap<NodeId, Term> {
  const ops = opsOf(body);
  const terms = new Map<NodeId, Term>();
  for (const id of topologicalOrder(body)) {
    const { op: name, inputs, attrs } = nodeOf(body, id);
    const op = opOf(name, id, ops);
    if (op === undefined) {
      terms.set(id, atom(name === "constant" ? constantText(attrs.value as readonly AttrValue[]) : nameIn(language, id)));
      continue;
    }
    const operands = inputs.map((input) => terms.get(input) as Term) as unknown as Operands<Term>;
    const read = inputs.map((input) => nodeOf(body, input));
    const site = {
      index: "",
      bound: "",
      ranks: read.map(({ shape }) => shape.length),
      dtypes: read.map(({ dtype }) => dtype),
      shapes: read.map(({ shape }) => shape),
    };
    const write = op.notation?.[language];
    terms.set(id, write?.(operands, attrs, site) ?? atom(`${name}(${operands.map(({ text }) => text).join(", ")})`));
  }
  return terms;
}

const constantText = (values: readonly AttrValue[]): string =>
  values.length === 1 ? String(values[0]) : `[${values.slice(0, 4).join(", ")}, …]`;
