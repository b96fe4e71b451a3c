import { GraphError } from "./errors.ts";

const namePattern = /^\p{L}[\p{L}\p{N}_]*(\.[\p{L}\p{N}_]+)*$/u;

/** True for a name that can stand in ids, formulas and code: letters first, then letters, digits, _ and single dots. */
export const isName = (text: string): boolean => text.length <= 200 && namePattern.test(text);

/** GraphError unless `name` can name a node, an input, an output or a dim. */
export function checkName(name: string, what: string): void {
  if (typeof name !== "string" || !isName(name)) {
    const actual = typeof name === "string" ? JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name) : typeof name;
    throw new GraphError(
      `graph: ${what} must start with a letter and hold letters, digits, _ and dots, got ${actual}; rename it (titles of scopes may hold any text)`,
      { code: "bad-name", expected: "a name", actual },
    );
  }
}

/** GraphError unless `title` is one line of text: what pictures may show. */
export function checkTitle(title: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (typeof title !== "string" || title.length === 0 || title.length > 200 || /[\u0000-\u001f\u007f\u2028\u2029]/.test(title)) {
    const actual = JSON.stringify(title)?.slice(0, 80);
    throw new GraphError(`scope: a title is one line of 1 to 200 characters, got ${actual}; shorten it or remove control characters`, {
      code: "bad-title",
      actual: String(actual),
    });
  }
}
