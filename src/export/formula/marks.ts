import type { Term } from "../../../graph/notation.ts";

/*
 * A formula that is marked says which part of it writes which node. A notation may look at the text of its operands, for brackets or for the
 * kind of sign between them, so that text has no marks in it: they are carried beside it, and written when the formula is done.
 */

/** Signs around the number of a node, and at the end of what writes it, that stand in no text of the formula. */
export interface Signs {
  readonly open: string;
  readonly middle: string;
  readonly close: string;
}

/** Three signs that nothing means, and that `texts` do not hold. */
export function signsFor(texts: Iterable<string>): Signs {
  const taken = new Set<string>();
  for (const text of texts) for (const sign of text) taken.add(sign);
  const free: string[] = [];
  for (let code = 0xf0000; free.length < 3; code++) {
    const sign = String.fromCodePoint(code);
    if (!taken.has(sign)) free.push(sign);
  }
  const [open, middle, close] = free as [string, string, string];
  return { open, middle, close };
}

const markedOf = (term: Term): string => term.marked ?? term.text;

/** The term as what writes the node of that number. */
export const marked = (term: Term, node: number, { open, middle, close }: Signs): Term => ({
  ...term,
  marked: `${open}${node}${middle}${markedOf(term)}${close}`,
});

/** The text without marks. */
export const unmarked = (text: string, { open, middle, close }: Signs): string =>
  text.replace(new RegExp(`${open}\\d+${middle}|${close}`, "gu"), "");

/**
 * What `write` makes of terms, with their marks in it: it is asked a second time, with marks in the texts. Where that makes it write
 * otherwise, each operand is looked for in what it wrote without them, as a word of its own; one that is not found stays unmarked.
 */
export function writtenWithMarks(write: (operands: readonly Term[]) => Term, operands: readonly Term[], signs: Signs): Term {
  const plain = write(operands);
  const again = write(operands.map((operand) => ({ ...operand, text: markedOf(operand) }))).text;
  return { ...plain, marked: unmarked(again, signs) === plain.text ? again : markFound(plain.text, operands) };
}

function markFound(text: string, operands: readonly Term[]): string {
  let written = "";
  let at = 0;
  for (const operand of operands) {
    const found = wordAt(text, operand.text, at);
    if (found < 0) continue;
    written += text.slice(at, found) + markedOf(operand);
    at = found + operand.text.length;
  }
  return written + text.slice(at);
}

/** Where a text stands that is no part of a longer word, from there on. */
function wordAt(text: string, part: string, from: number): number {
  const isLetter = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\\]/u.test(sign);
  for (let at = text.indexOf(part, from); at >= 0 && part !== ""; at = text.indexOf(part, at + 1)) {
    const isInside = (isLetter(text[at - 1]) && isLetter(part[0])) || (isLetter(text[at + part.length]) && isLetter(part.at(-1)));
    if (!isInside) return at;
  }
  return -1;
}

/** Adds to a text at places counted without its marks, which must rise. */
export function inserted(text: string, additions: readonly { readonly at: number; readonly add: string }[], signs: Signs): string {
  const mark = new RegExp(`^(?:${signs.open}\\d+${signs.middle}|${signs.close})`, "u");
  let written = "";
  let plain = 0;
  let next = 0;
  for (let i = 0; i < text.length; ) {
    const sign = mark.exec(text.slice(i, i + 16))?.[0];
    if (sign !== undefined) {
      written += sign;
      i += sign.length;
      continue;
    }
    for (; additions[next]?.at === plain; next++) written += additions[next]?.add;
    written += text[i];
    i++;
    plain++;
  }
  return written;
}

/** The text with each part, inner ones first, as `mark` writes it. */
export function writeMarks(text: string, mark: (node: number, part: string) => string, { open, middle, close }: Signs): string {
  const stack: { readonly node: number; text: string }[] = [{ node: -1, text: "" }];
  for (const [piece] of text.matchAll(new RegExp(`${open}\\d+${middle}|${close}|[^${open}${close}]+`, "gu"))) {
    if (piece.startsWith(open)) stack.push({ node: Number(piece.slice(open.length, -middle.length)), text: "" });
    else if (piece === close) {
      const { node, text: inner } = stack.pop() as { node: number; text: string };
      (stack.at(-1) as { text: string }).text += mark(node, inner);
    } else (stack.at(-1) as { text: string }).text += piece;
  }
  return (stack[0] as { text: string }).text;
}
