import { parse, type Token } from "sucrase/dist/parser/index.js";

/** Where code imports from a module; the quotes of its name belong to the range. */
export interface Import {
  /** The name; code that makes one up while it runs. */
  readonly module: string;
  readonly from: number;
  readonly to: number;
}

export interface Names {
  readonly imports: readonly Import[];
  /** What the module declares at its top level, and where. */
  readonly declared: ReadonlyMap<string, number>;
}

/** Of sucrase's roles of names: declared at the top, on its own or in a pattern { such as this }. */
const topLevel: ReadonlySet<number | null> = new Set([2, 5]);

/** What a module in JavaScript imports, and what it declares. */
export function findImports(code: string): Names {
  const { tokens } = parse(code, false, false, false);
  const textOf = (i: number): string => {
    const token = tokens[i];
    return token ? code.slice(token.start, token.end) : "";
  };
  const imports: Import[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const at = specifierOf(textOf, i);
    const token = tokens[at] as Token | undefined;
    if (token) imports.push({ module: textOf(at).replace(/^(["'])(.*)\1$/s, "$2"), from: token.start, to: token.end });
  }
  const declared = tokens.filter(({ identifierRole }) => topLevel.has(identifierRole));
  return { imports, declared: new Map(declared.map(({ start, end }) => [code.slice(start, end), start])) };
}

const isText = (text: string): boolean => /^["']/.test(text);

/** The token that names the module that the statement or call from token `i` on imports from; −1 where it is none. */
function specifierOf(textOf: (i: number) => string, i: number): number {
  const [word, next] = [textOf(i), textOf(i + 1)];
  // A member may have the name of a keyword: a.import
  if ((word !== "import" && word !== "export") || [".", "?."].includes(textOf(i - 1)) || next === ":") return -1;
  if (word === "import" && next === "(") return i + 2;
  if (word === "import" && isText(next)) return i + 1;
  if (word === "import" ? next === "." : next !== "{" && next !== "*") return -1;
  let at = i + 1;
  // The names, between braces or not, hold no "from" that a text follows.
  while (textOf(at) !== "" && textOf(at) !== ";" && !(textOf(at) === "from" && isText(textOf(at + 1)))) {
    if (at > i + 1 && ["import", "export", "const", "let", "="].includes(textOf(at))) return -1;
    at++;
  }
  return textOf(at) === "from" ? at + 1 : -1;
}
