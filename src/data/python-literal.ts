/** A value that Python's literals write: what stands in the header of a .npy file. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | { readonly tuple: readonly Literal[] }
  | { readonly list: readonly Literal[] }
  | { readonly dict: readonly Entry[] };

export interface Entry {
  readonly key: Literal;
  readonly value: Literal;
  /** The value as it is written. */
  readonly text: string;
}

/** Lists and tuples within each other, at most. */
const deepest = 32;

/** The pieces of a literal: text, a number (with the L of Python 2), a constant, punctuation. */
const token = /\s*(?:[uUbB]?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(-?\d[\d.]*)L?(?!\w)|(True|False|None)\b|([[\](){},:]))/sy;

const constants = { True: true, False: false, None: null };

/** The value that a text writes, and nothing else of Python; undefined for any other text. What is escaped in texts stays so. Linear in its length. */
export function readLiteral(text: string): Literal | undefined {
  let at = 0;
  const next = (): RegExpExecArray | undefined => {
    token.lastIndex = at;
    const found = token.exec(text) ?? undefined;
    if (found !== undefined) at = token.lastIndex;
    return found;
  };
  /** Steps over a punctuation mark, if it is the next piece. */
  const take = (mark: string): boolean => {
    const before = at;
    if (next()?.[4] === mark) return true;
    at = before;
    return false;
  };
  const items = <T>(end: string, item: () => T | undefined): { readonly read: T[]; readonly comma: boolean } | undefined => {
    const read: T[] = [];
    let comma = false;
    while (!take(end)) {
      if (read.length > 0 && !comma) return undefined;
      const one = item();
      if (one === undefined) return undefined;
      read.push(one);
      comma = take(",");
    }
    return { read, comma };
  };
  const value = (depth: number): Literal | undefined => {
    const [, quoted, whole, constant, mark] = next() ?? [];
    if (quoted !== undefined) return quoted.slice(1, -1);
    if (whole !== undefined) return Number(whole);
    if (constant !== undefined) return constants[constant as keyof typeof constants];
    if (depth === deepest) return undefined;
    if (mark === "[") {
      const list = items("]", () => value(depth + 1));
      return list && { list: list.read };
    }
    if (mark === "(") {
      const tuple = items(")", () => value(depth + 1));
      // (2) is 2; (2,) is a tuple.
      return tuple && (tuple.read.length === 1 && !tuple.comma ? tuple.read[0] : { tuple: tuple.read });
    }
    if (mark !== "{") return undefined;
    const dict = items("}", () => entry(depth + 1));
    return dict && { dict: dict.read };
  };
  const entry = (depth: number): Entry | undefined => {
    const key = value(depth);
    if (key === undefined || !take(":")) return undefined;
    const from = at;
    const found = value(depth);
    return found === undefined ? undefined : { key, value: found, text: text.slice(from, at).trim() };
  };
  const read = value(0);
  return text.slice(at).trim() === "" ? read : undefined;
}
