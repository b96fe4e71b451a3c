/** What a piece of a program is, as far as its colour goes. */
export type TokenKind = "comment" | "string" | "number" | "keyword" | "call" | "name" | "other";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

const keywords =
  "as async await break case catch class const continue default delete do else enum export extends false finally for from function if import in instanceof interface let new null of readonly return satisfies static super switch this throw true try type typeof undefined var void while with yield";
const pattern = new RegExp(
  [
    String.raw`(?<comment>\/\/.*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?)`,
    String.raw`(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\u0060(?:[^\u0060\\]|\\[\s\S])*\u0060?)`,
    String.raw`(?<number>\b(?:0[xob][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]+)?(?:e[+-]?\d+)?)n?)`,
    String.raw`(?<keyword>\b(?:${keywords.replaceAll(" ", "|")})\b(?!\s*:))`,
    String.raw`(?<call>[\p{ID_Start}$_][\p{ID_Continue}$]*(?=\())`,
    String.raw`(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)`,
    String.raw`(?<other>\s+|[\s\S])`,
  ].join("|"),
  "gu",
);

/**
 * A program in TypeScript as lines of coloured pieces, which put together are the text. What it takes for one thing or the other may be wrong
 * (a regular expression, what stands in a template); it never loses or adds a character.
 */
export function codeLines(text: string): readonly (readonly Token[])[] {
  const lines: Token[][] = [[]];
  let column = 1;
  for (const { groups = {} } of text.replace(/\r\n?/g, "\n").matchAll(pattern)) {
    const [kind, whole] = Object.entries(groups).find(([, piece]) => piece !== undefined) as [TokenKind, string];
    for (const [i, piece] of whole.split("\n").entries()) {
      if (i > 0) {
        lines.push([]);
        column = 1;
      }
      if (piece !== "") lines.at(-1)?.push({ kind, text: piece, column });
      column += piece.length;
    }
  }
  return lines;
}
