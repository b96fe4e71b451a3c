import type { Attrs } from "../../graph/graph.ts";
import { atom } from "../../graph/notation.ts";
import type { Form, Op } from "../../graph/op.ts";
import { escapeLatex } from "./formula/escape-latex.ts";

/**
 * How an op is drawn and written: as it says itself; a leaf, which has no op, has no form.
 *
 * What an op of yours leaves out: a box with its name and attributes; name(x, y, slope 0.1) in text, and so in LaTeX.
 * NumPy has no default, for the name need not be a function there.
 */
export function formOf(op: Op): Form<any>;
export function formOf(op: Op | undefined): Form<any> | undefined;
export function formOf(op: Op | undefined): Form<any> | undefined {
  return op && { picture: op.picture ?? namedBox(op), notation: op.notation ?? namedCall(op) };
}

const namedBox = ({ name, attrs }: Op): Form<Attrs>["picture"] => ({
  role: "function",
  ...(Object.keys(attrs).length === 0
    ? { label: name }
    : { label: (given) => [name, ...words(given)].join(", "), formula: (given) => words(given).join(", ") }),
});

const namedCall = ({ name }: Op): Form<Attrs>["notation"] => ({
  text: (operands, attrs) => atom(`${name}(${[...operands.map(({ text }) => text), ...words(attrs)].join(", ")})`),
  latex: (operands, attrs) => {
    const said = words(attrs).map((word) => `\\text{${escapeLatex(word)}}`);
    return atom(`\\operatorname{${name}}\\left(${[...operands.map(({ text }) => text), ...said].join(",\\, ")}\\right)`);
  },
});

/** "slope 0.1": what an op does depends on its attributes, so all are said. */
const words = (attrs: Attrs): string[] =>
  Object.entries(attrs).map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
