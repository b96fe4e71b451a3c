/** What the compiler says, as a reader wants it: the reason first, how the compiler came to it behind. */
export interface Said {
  readonly sentence: string;
  /** The compiler's own words, where the sentence is not all of them. */
  readonly details?: string;
}

/** dagrad's types that refuse something are a text that says why: "matmul: [batch, 2] x [4, 3]: inner dims 2 and 4 differ". */
const reason = /'"([A-Za-z]\w*: (?:[^"\\]|\\.)*)"'/;

/** The modules that pages give to programs. */
const unknownModule = /^Cannot find module '([^']*)'/;

/** `text` is the whole chain of a diagnostic, a line for each link. */
export function said(text: string): Said {
  const [, why] = reason.exec(text) ?? [];
  if (why !== undefined) return { sentence: unescaped(why), details: text };
  const [, module] = unknownModule.exec(text) ?? [];
  if (module !== undefined) return { sentence: `programs in a page import "dagrad" and its entries, got "${module}"`, details: text };
  const [first = "", ...further] = text.split("\n");
  return further.length === 0 ? { sentence: first } : { sentence: first, details: text };
}

/** The compiler writes texts as JavaScript would. */
const unescaped = (text: string): string => text.replace(/\\(["'\\])/g, "$1");
