/** Text, or what stands between a pair of brackets. */
type Piece = string | { readonly open: string; readonly items: readonly Piece[][]; readonly close: string };

const lineWidth = 88;
const step = 4;

/** An expression or statement of Python, broken at the commas of its brackets where a line would be longer than 88 characters. */
export function layoutPython(statement: string): string {
  return format(parse(statement), 0, 0);
}

const flat = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : `${piece.open}${listed(piece.items)}${piece.close}`)).join("");

/** "2, 3", and "3," of a tuple of one. */
const listed = (items: readonly (readonly Piece[])[]): string => items.map(flat).join(", ").replace(/, $/, ",");

/** `used` characters of the first line are taken; closing brackets stand at `indent`. */
function format(pieces: readonly Piece[], indent: number, used: number): string {
  const whole = flat(pieces);
  if (used + whole.length <= lineWidth) return whole;
  let text = "";
  for (const [i, piece] of pieces.entries()) {
    const lastLine = text.slice(text.lastIndexOf("\n") + 1);
    const taken = text.includes("\n") ? lastLine.length : used + lastLine.length;
    const rest = flat(pieces.slice(i));
    if (typeof piece === "string") text += piece;
    else if (taken + rest.length <= lineWidth || piece.items.length === 0) text += flat([piece]);
    else text += `${piece.open}\n${broken(piece.items, indent + step)}\n${" ".repeat(indent)}${piece.close}`;
  }
  return text;
}

const broken = (items: readonly (readonly Piece[])[], indent: number): string =>
  items.map((item) => `${" ".repeat(indent)}${format(item, indent, indent + 1)}`).join(",\n");

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Brackets as a tree, their contents parted at commas. Depth is that of the brackets. */
function parse(text: string): Piece[] {
  type Level = { readonly open: string; readonly items: Piece[][] };
  const root: Level = { open: "", items: [[]] };
  const levels = [root];
  const current = (): Piece[] => levels.at(-1)?.items.at(-1) as Piece[];
  for (const token of text.match(/"(?:\\.|[^"\\])*"|[()[\]{}]|,\s*|[^()[\]{},"]+/g) ?? []) {
    const level = levels.at(-1) as Level;
    if (closing[token] !== undefined) levels.push({ open: token, items: [[]] });
    else if (token === closing[level.open]) {
      levels.pop();
      const items = level.items.length === 1 && level.items[0]?.length === 0 ? [] : level.items;
      current().push({ open: level.open, items, close: token });
    } else if (token.startsWith(",") && level.open !== "") level.items.push([]);
    else current().push(token);
  }
  return root.items[0] as Piece[];
}
