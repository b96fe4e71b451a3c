import type { Attrs, NodeId } from "../../graph/graph.ts";
import { binding, type NotationSite, type Term } from "../../graph/notation.ts";
import type { Op, Operands, Value } from "../../graph/op.ts";
import { formOf } from "../export/form-of.ts";
import { marked, signsFor, writtenWithMarks } from "../export/formula/marks.ts";
import { shortDigits } from "./digits.ts";
import { joined, type Part, type Sentence, sentenceText } from "./sentence.ts";

/** Sums of more terms than these are written with their first and last ones. */
const most = 6;
const shownFirst = 3;

/** Element of a value as a number among others. */
export const numberPart = (node: NodeId, { data, dtype }: Value, element: number, digits = shortDigits): Part => ({
  kind: "number",
  text: digits(data[element] as number, dtype),
  value: data[element] as number,
  node,
  element,
});

/** The terms with a sign between them; of many the first and the last: a + b + c + … + z. */
export function listed(count: number, term: (i: number) => Sentence, between: string): Sentence {
  const pieces: Sentence[] = [];
  for (let i = 0; i < count; i++) {
    if (count > most && i === shownFirst) {
      pieces.push(joined("…"));
      i = count - 1;
    }
    pieces.push(term(i));
  }
  return joined(...pieces.flatMap((piece, i) => (i === 0 ? [piece] : [between, piece])));
}

/** A sentence as an operand: how tightly what it writes binds. */
export interface Written extends Pick<Term, "binds" | "open"> {
  readonly sentence: Sentence;
}

/** What an op's own notation makes of operands, with their parts in it: the words for it that the op declares, else its text. */
export const notated = (op: Op, attrs: Attrs, operands: readonly Sentence[], site: Partial<NotationSite> = {}): Sentence =>
  notatedTerms(
    op,
    attrs,
    operands.map((sentence) => ({ sentence, binds: sentenceText(sentence).startsWith("−") ? binding.prefix : binding.atom })),
    site,
  ).sentence;

/** The same of operands that may be expressions. */
export function notatedTerms(op: Op, attrs: Attrs, operands: readonly Written[], site: Partial<NotationSite> = {}): Written {
  const written = noted(op, attrs, operands, site);
  // 0.1 − −0.2 is no mathematics.
  return /−\s?−/.test(sentenceText(written.sentence)) ? noted(op, attrs, operands.map(bracketed), site) : written;
}

const bracketed = (operand: Written): Written =>
  sentenceText(operand.sentence).startsWith("−") ? { sentence: joined("(", operand.sentence, ")"), binds: binding.atom } : operand;

function noted(op: Op, attrs: Attrs, given: readonly Written[], site: Partial<NotationSite>): Written {
  const operands = given.map(({ sentence }) => sentence);
  const signs = signsFor(operands.map(sentenceText));
  const terms = given.map(({ sentence, ...how }, i) => marked({ text: sentenceText(sentence), ...how }, i, signs));
  const { text, explain = text } = formOf(op).notation;
  const where = { index: "", bound: "", indexed: false, ranks: operands.map(() => 0), shapes: operands.map(() => []), ...site };
  const written = writtenWithMarks((given) => explain(given as unknown as Operands<Term>, attrs, where), terms, signs);
  const pieces = (written.marked ?? written.text).split(
    new RegExp(`(${signs.open}\\d+${signs.middle}[^${signs.close}]*${signs.close})`, "u"),
  );
  const sentence = joined(
    ...pieces.map((piece) =>
      piece.startsWith(signs.open) ? (operands[Number(piece.slice(signs.open.length, piece.indexOf(signs.middle)))] as Sentence) : piece,
    ),
  );
  return { sentence, binds: written.binds, ...(written.open && { open: true }) };
}
