/** What the compiler says, as a reader wants it: the reason first, how the compiler came to it behind. */
export interface Said {
  readonly sentence: string;
  /** The compiler's own words, where the sentence is not all of them. */
  readonly details?: string;
}

/** dagrad's types that refuse something are a text that says why: "matmul: [batch, 2] x [4, 3]: inner dims 2 and 4 differ". */
const reason = /'"([A-Za-z]\w*: (?:[^"\\]|\\.)*)"'/;

/** What a page has no module or no name for; TypeScript would have it installed. */
const unknownModule = /^Cannot find module '([^']*)'/;
const ofNode = /^Cannot find name '([^']*)'.*type definitions for node/;
const advice = / (?:Do you need to|Try changing)[^\n]*$/m;

/** `text` is the whole chain of a diagnostic, a line for each link; `modules` are those that a program may import. */
export function said(text: string, modules: readonly string[]): Said {
  const [, why] = reason.exec(text) ?? [];
  if (why !== undefined) return { sentence: unescaped(why), details: text };
  const module = unknownModule.exec(text)?.[1];
  if (module !== undefined) {
    const known = modules.map((name) => `"${name}"`).join(" or ");
    return { sentence: `programs in a page import ${known}, got "${module}"`, details: text };
  }
  const name = ofNode.exec(text)?.[1];
  if (name !== undefined) return { sentence: `programs in a page have nothing of Node, got "${name}"`, details: text };
  const [first = "", ...further] = text.split("\n");
  const sentence = first.replace(advice, "");
  return sentence === first && further.length === 0 ? { sentence } : { sentence, details: text };
}

/** The compiler writes texts as JavaScript would. */
const unescaped = (text: string): string => text.replace(/\\(["'\\])/g, "$1");
