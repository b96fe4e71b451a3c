import { GraphError } from "./errors.ts";
import { showValue } from "./show-value.ts";

/** Most names are ASCII, and looking up what other letters there are takes a quarter of a millisecond. */
const asciiName = /^[a-z][a-z\d_]*(\.[a-z\d_]+)*$/i;
let anyName: RegExp | undefined;

/** Characters of a name or title that users give, at most. */
const longest = 200;
/** Characters of an id, at most: those of written-out composites join several names. */
const longestId = 2000;

/** True for a name that can stand in ids, formulas and code: letters first, then letters, digits, _ and single dots. */
export const isName = (text: unknown): text is string => isNameUpTo(text, longest);
/** True for a name of any node, those of written-out composites included. */
export const isNodeId = (text: unknown): text is string => isNameUpTo(text, longestId);

/** "constructor" is what every object answers to already. */
const isNameUpTo = (text: unknown, most: number): boolean =>
  typeof text === "string" && text.length <= most && text !== "constructor" && hasNameForm(text);

function hasNameForm(text: string): boolean {
  if (asciiName.test(text)) return true;
  anyName ??= /^\p{L}[\p{L}\p{N}_]*(\.[\p{L}\p{N}_]+)*$/u;
  return anyName.test(text);
}

/** True for one line of text, not empty; the scope of a written-out composite is its id. */
export const isTitle = (text: unknown, most = longestId): text is string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  typeof text === "string" && text.length > 0 && text.length <= most && !/[\u0000-\u001f\u007f\u2028\u2029]/.test(text);

/** GraphError unless `name` can name a node, an input, an output or a dim. */
export function checkName(name: string, what: string): void {
  if (!isName(name)) {
    const actual = showValue(name);
    const requirement =
      actual === '"constructor"' ? "must not be a word of JavaScript" : "must start with a letter and hold letters, digits, _ and dots";
    throw new GraphError(`graph: ${what} ${requirement}, got ${actual}; rename it (titles of scopes may hold any text)`, {
      code: "bad-name",
      expected: "a name",
      actual,
    });
  }
}

/** GraphError unless `title` is one line of text: what pictures may show. */
export function checkTitle(title: string): void {
  if (!isTitle(title, longest)) {
    const actual = showValue(title);
    throw new GraphError(
      `scope: a title is one line of 1 to ${longest} characters, got ${actual}; shorten it or remove control characters`,
      {
        code: "bad-title",
        actual,
      },
    );
  }
}
